package dev.diptych.contrastive.pretrained;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A folder that holds files and no folders, as models' do. */
public final class FlatFolder {
    private FlatFolder() {}

    /** Deletes the folder, if it is there; a folder in it stays, and is an error. */
    public static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
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
