package dev.diptych.nn.block;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.program.Program;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;
import java.util.Arrays;

/**
 * The products of a block of vectors and a block of others: one program of one shape, so that each is summed in the same order
 * and equal vectors give equal bits. Blocks that are not full are filled up with zeros.
 */
public final class BlockProduct implements AutoCloseable {
    private final Engine engine;
    private final int dimensions;
    private final Tensor left;
    private final Tensor right;
    private final Tensor products;
    private final Program program;
    private final float[] rows;
    private final float[] columns;

    /**
     * @param engine which is closed with this
     * @param rows R, vectors of the one block
     * @param columns C, vectors of the other
     * @param dimensions D, numbers of a vector
     */
    public BlockProduct(Engine engine, int rows, int columns, int dimensions) {
        this.engine = engine;
        this.dimensions = dimensions;
        Tape tape = Tape.inference();
        left = tape.input("rows", DType.FLOAT32, rows, dimensions);
        right = tape.input("columns", DType.FLOAT32, columns, dimensions);
        products = tape.input("products", DType.FLOAT32, rows, columns);
        tape.record(Matmul.product(left, false, right, true, products, false));
        program = Program.compile(tape, engine);
        this.rows = new float[rows * dimensions];
        this.columns = new float[columns * dimensions];
    }

    /** Takes rows, those of the numbers given. @param all float32 [N, D], row-major */
    public void rows(float[] all, int[] numbers, int count) {
        for (int row = 0; row < count; row++) {
            System.arraycopy(all, numbers[row] * dimensions, rows, row * dimensions, dimensions);
        }
        writeRows(count);
    }

    /** Takes rows from one on. @param all float32 [N, D], row-major */
    public void rows(float[] all, int from, int count) {
        if (from == 0 && count * dimensions == rows.length && all.length == rows.length) {
            engine.write(left, all);
            return;
        }
        System.arraycopy(all, from * dimensions, rows, 0, count * dimensions);
        writeRows(count);
    }

    private void writeRows(int count) {
        Arrays.fill(rows, count * dimensions, rows.length, 0);
        engine.write(left, rows);
    }

    /** Takes columns from one on. @param all float32 [N, D], row-major */
    public void columns(float[] all, int from, int count) {
        System.arraycopy(all, from * dimensions, columns, 0, count * dimensions);
        Arrays.fill(columns, count * dimensions, columns.length, 0);
        engine.write(right, columns);
    }

    /**
     * Multiplies what was taken last.
     *
     * @param bits of float32 [R, C], written
     */
    public void multiply(int[] bits) {
        program.run();
        engine.readBits(products, bits);
    }

    /** As {@link #multiply(int[])}. @param values float32 [R, C], written */
    public void multiply(float[] values) {
        program.run();
        engine.read(products, values);
    }

    /** Whether the engine sums every element in the same order, by one product of vectors that are all the same. */
    public boolean isUniform() {
        float[] row = new float[dimensions];
        for (int d = 0; d < dimensions; d++) {
            row[d] = (float) Math.sin(d + 1);
        }
        for (int at = 0; at < rows.length; at += dimensions) {
            System.arraycopy(row, 0, rows, at, dimensions);
        }
        for (int at = 0; at < columns.length; at += dimensions) {
            System.arraycopy(row, 0, columns, at, dimensions);
        }
        engine.write(left, rows);
        engine.write(right, columns);
        int[] bits = new int[rows.length / dimensions * (columns.length / dimensions)];
        multiply(bits);
        return Arrays.stream(bits).allMatch(each -> each == bits[0]);
    }

    @Override
    public void close() {
        engine.close();
    }
}
