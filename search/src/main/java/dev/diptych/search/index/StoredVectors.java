package dev.diptych.search.index;

import dev.diptych.file.MappedFile;
import java.io.IOException;
import java.nio.file.Path;

/** float32 [N, D], row-major, of unit length, in a mapped file after its {@link VectorHeader}; for any number of threads. */
public final class StoredVectors {
    static final String MAGIC = "DPTYVEC1";

    /** How far from 1 a squared length may be: float16 rounds to 11 bits. */
    private static final double TOLERANCE = 4e-3;

    private final Path file;
    private final MappedFile mapped;
    private final int count;
    private final int dimensions;

    private StoredVectors(Path file, MappedFile mapped, int count, int dimensions) {
        this.file = file;
        this.mapped = mapped;
        this.count = count;
        this.dimensions = dimensions;
    }

    static StoredVectors open(Path file, Manifest manifest) throws IOException {
        MappedFile mapped = MappedFile.open(file);
        header(manifest.dimensions(), manifest.count(), manifest.id())
                .check(
                        file,
                        mapped,
                        VectorHeader.BYTES + (long) manifest.count() * manifest.dimensions() * Float.BYTES);
        return new StoredVectors(file, mapped, manifest.count(), manifest.dimensions());
    }

    /** What stands at the beginning of the file. */
    public static VectorHeader header(int dimensions, long count, String id) {
        return new VectorHeader(MAGIC, dimensions, count, id);
    }

    /** Whether a squared length is that of a unit vector, as its number format allows. */
    public static boolean isUnit(double squares) {
        return Math.abs(squares - 1) <= TOLERANCE; // false of NaN too
    }

    /** The square of a vector's length. */
    public static double squares(float[] values, int from, int dimensions) {
        double sum = 0;
        for (int i = from; i < from + dimensions; i++) {
            sum += (double) values[i] * values[i];
        }
        return sum;
    }

    /** N. */
    public int count() {
        return count;
    }

    /** D. */
    public int dimensions() {
        return dimensions;
    }

    /** Copies rows from one on. */
    public void read(int row, int rows, float[] target) {
        mapped.read(VectorHeader.BYTES + (long) row * dimensions * Float.BYTES, target, 0, rows * dimensions);
    }

    /**
     * A copy of one row.
     *
     * @throws IndexException if it is not of unit length any more
     */
    public float[] row(int row) {
        float[] copy = new float[dimensions];
        row(row, copy);
        return copy;
    }

    /** Copies one row into an array of D, as {@link #row(int)}. */
    public void row(int row, float[] target) {
        read(row, 1, target);
        double squares = squares(target, 0, dimensions);
        if (!isUnit(squares)) {
            throw IndexException.reading(
                    file.toString(),
                    "row " + row + ": a vector of length " + Math.sqrt(squares)
                            + ", expected 1; the file is damaged: index again with --overwrite");
        }
    }
}
