package dev.diptych.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

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
