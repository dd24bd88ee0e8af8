package dev.diptych.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder inside an output folder, under a name that a command chooses. */
public final class OwnFolder {
    private OwnFolder() {}

    /** Makes the folder unless it is there. @throws LinkException if a link or a file stands there */
    public static Path create(Path folder) throws IOException {
        require(folder);
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(folder);
            Path parent = folder.toAbsolutePath().getParent();
            if (parent != null) {
                WholeFile.forceFolder(parent);
            }
        }
        return folder;
    }

    /** Whether it is there and is no link. @throws LinkException if a link or a file stands there */
    public static boolean exists(Path folder) {
        require(folder);
        return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS);
    }

    /** Deletes the folder, if it is there, with all that is in it. @throws LinkException if a link or a file stands there */
    public static void delete(Path folder) throws IOException {
        if (!exists(folder)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> files = Files.walk(folder)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : all) {
            Files.delete(file);
        }
    }

    /** Checks that nothing else stands there. @throws LinkException if a link or a file does */
    public static void require(Path folder) {
        if (Files.isSymbolicLink(folder)) {
            throw new LinkException(folder, "a link", "a folder");
        }
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw new LinkException(folder, "a file", "a folder");
        }
    }
}
