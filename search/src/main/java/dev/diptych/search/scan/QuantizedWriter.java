package dev.diptych.search.scan;

import dev.diptych.file.WholeFile;
import dev.diptych.search.index.VectorHeader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes rows as int8 with a scale each, for the first pass of a scan. A row x becomes round(x / s) with s = max |x| / 127;
 * beside it stands the length of x - s round(x / s), by which the error of every product with it is bounded.
 */
public final class QuantizedWriter implements AutoCloseable {
    /** Of a level, either way. */
    static final int LARGEST = 127;

    private final WholeFile file;
    private final OutputStream out;
    private final int dimensions;
    private final byte[][] block; // [D, rows]
    private final float[] scales = new float[QuantizedLayout.BLOCK];
    private final float[] left = new float[QuantizedLayout.BLOCK];
    private int filled;
    private int count;

    public QuantizedWriter(Path file, int dimensions) throws IOException {
        this.file = WholeFile.begin(file);
        this.dimensions = dimensions;
        this.block = new byte[QuantizedLayout.stored(dimensions)][QuantizedLayout.BLOCK];
        this.out = Files.newOutputStream(this.file.partial());
        out.write(new byte[VectorHeader.BYTES]);
    }

    /** Adds rows. @param values float32 [rows, D], row-major */
    public void add(float[] values, int rows) throws IOException {
        for (int row = 0; row < rows; row++) {
            quantize(values, row * dimensions);
            if (++filled == QuantizedLayout.BLOCK) {
                writeBlock();
            }
        }
    }

    private void quantize(float[] values, int from) {
        float largest = 0;
        for (int d = 0; d < dimensions; d++) {
            largest = Math.max(largest, Math.abs(values[from + d]));
        }
        float scale = largest / LARGEST;
        double squares = 0;
        for (int d = 0; d < dimensions; d++) {
            int level = scale == 0 ? 0 : Math.round(values[from + d] / scale);
            level = Math.max(-LARGEST, Math.min(LARGEST, level));
            block[d][filled] = (byte) level;
            double rest = values[from + d] - (double) scale * level;
            squares += rest * rest;
        }
        scales[filled] = scale;
        left[filled] = Math.nextUp((float) Math.sqrt(squares));
    }

    private void writeBlock() throws IOException {
        int width = new QuantizedLayout(filled, dimensions).width(0);
        ByteBuffer bytes = ByteBuffer.allocate(2 * width * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(scales, 0, width).put(left, 0, width);
        out.write(bytes.array());
        for (byte[] dimension : block) {
            out.write(dimension, 0, width);
        }
        count += filled;
        filled = 0;
    }

    /** Writes what is left and moves the file to its name. @param id of the index */
    public void finish(String id) throws IOException {
        if (filled > 0) {
            for (int row = filled; row < QuantizedLayout.BLOCK; row++) {
                scales[row] = 0;
                left[row] = 0;
                for (byte[] dimension : block) {
                    dimension[row] = 0;
                }
            }
            writeBlock();
        }
        out.close();
        new VectorHeader(QuantizedLayout.MAGIC, dimensions, count, id).write(file.partial());
        file.commit();
    }

    /** Removes what is there if it was not finished. */
    @Override
    public void close() throws IOException {
        out.close();
        file.close();
    }
}
