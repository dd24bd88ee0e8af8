package dev.diptych.search.build;

import dev.diptych.contrastive.embed.file.NpyType;
import dev.diptych.file.WholeFile;
import dev.diptych.search.index.StoredVectors;
import dev.diptych.search.index.VectorHeader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;

/** Writes float32 rows behind a {@link VectorHeader}, which is known at the end. */
final class VectorWriter implements AutoCloseable {
    private final WholeFile file;
    private final OutputStream out;
    private final MessageDigest digest;
    private final int dimensions;
    private long count;

    /** @param digest is told every row */
    VectorWriter(Path file, int dimensions, MessageDigest digest) throws IOException {
        this.file = WholeFile.begin(file);
        this.dimensions = dimensions;
        this.digest = digest;
        this.out = Files.newOutputStream(this.file.partial());
        out.write(new byte[VectorHeader.BYTES]);
    }

    void add(float[] values, int rows) throws IOException {
        byte[] bytes = NpyType.FLOAT32.encode(Arrays.copyOf(values, rows * dimensions));
        digest.update(bytes);
        out.write(bytes);
        count += rows;
    }

    void finish(String id) throws IOException {
        out.close();
        StoredVectors.header(dimensions, count, id).write(file.partial());
        file.commit();
    }

    @Override
    public void close() throws IOException {
        out.close();
        file.close();
    }
}
