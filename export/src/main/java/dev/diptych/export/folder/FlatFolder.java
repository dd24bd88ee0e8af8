package dev.diptych.export.folder;

import dev.diptych.file.OwnFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A folder that holds files and no folders, as models' do. */
final class FlatFolder {
    private FlatFolder() {}

    /** Deletes the folder, if it is there; a folder in it stays, and is an error, as is a link in its place. */
    static void delete(Path folder) throws IOException {
        if (!OwnFolder.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
