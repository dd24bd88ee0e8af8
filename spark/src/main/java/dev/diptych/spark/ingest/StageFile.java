package dev.diptych.spark.ingest;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A file of images one behind the other, under a name that no other attempt has; begun with the first. */
final class StageFile implements Closeable {
    private static final int BUFFER = 1 << 16;

    private final Path file;
    private @Nullable OutputStream out;
    private long length;

    /** @param folder that is there; a run that has ended has taken its own away, and nothing is begun in it */
    StageFile(Path folder) {
        this.file = folder.resolve(UUID.randomUUID().toString());
    }

    String name() {
        return file.toString();
    }

    long length() {
        return length;
    }

    StagedBytes add(byte[] bytes) throws IOException {
        OutputStream to = out;
        if (to == null) {
            to = new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW), BUFFER);
            out = to;
        }
        StagedBytes staged = StagedBytes.of(name(), length, bytes);
        to.write(bytes);
        length += bytes.length;
        return staged;
    }

    @Override
    public void close() throws IOException {
        if (out != null) {
            out.close();
        }
    }
}
