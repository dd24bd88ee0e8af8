package dev.diptych.eval.retrieval.block;

import dev.diptych.eval.retrieval.Embeddings;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.program.Program;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;
import java.util.Arrays;

/**
 * The products of a block of images and a block of texts: one program of one shape, so that each is summed in the same order
 * and equal vectors give equal bits. Blocks that are not full are filled up with zeros.
 */
final class BlockProduct implements AutoCloseable {
    /** Rows of a block of images: enough that bringing the texts into the engine's layout costs little. */
    static final int ROWS = 2048;

    /** Columns, of texts. */
    static final int COLUMNS = 512;

    private final Engine engine;
    private final int dimensions;
    private final Tensor images;
    private final Tensor texts;
    private final Tensor products;
    private final Program program;
    private final float[] rows;
    private final float[] columns;

    /** @param engine which is closed with this */
    BlockProduct(Engine engine, int dimensions) {
        this.engine = engine;
        this.dimensions = dimensions;
        Tape tape = Tape.inference();
        images = tape.input("images", DType.FLOAT32, ROWS, dimensions);
        texts = tape.input("texts", DType.FLOAT32, COLUMNS, dimensions);
        products = tape.input("products", DType.FLOAT32, ROWS, COLUMNS);
        tape.record(Matmul.product(images, false, texts, true, products, false));
        program = Program.compile(tape, engine);
        rows = new float[ROWS * dimensions];
        columns = new float[COLUMNS * dimensions];
    }

    /** Takes images, those of the numbers given. */
    void images(Embeddings all, int[] numbers, int count) {
        for (int row = 0; row < count; row++) {
            System.arraycopy(all.values(), numbers[row] * dimensions, rows, row * dimensions, dimensions);
        }
        writeImages(count);
    }

    /** Takes images from one on. */
    void images(Embeddings all, int from, int count) {
        System.arraycopy(all.values(), from * dimensions, rows, 0, count * dimensions);
        writeImages(count);
    }

    private void writeImages(int count) {
        Arrays.fill(rows, count * dimensions, rows.length, 0);
        engine.write(images, rows);
    }

    /** Takes texts from one on. */
    void texts(Embeddings all, int from, int count) {
        System.arraycopy(all.values(), from * dimensions, columns, 0, count * dimensions);
        Arrays.fill(columns, count * dimensions, columns.length, 0);
        engine.write(texts, columns);
    }

    /**
     * Multiplies what was taken last.
     *
     * @param bits of float32 [ROWS, COLUMNS], written
     */
    void multiply(int[] bits) {
        program.run();
        engine.readBits(products, bits);
    }

    /** Whether the engine sums every element in the same order, by one product of vectors that are all the same. */
    boolean isUniform() {
        float[] row = new float[dimensions];
        for (int d = 0; d < dimensions; d++) {
            row[d] = (float) Math.sin(d + 1);
        }
        for (int at = 0; at < rows.length; at += dimensions) {
            System.arraycopy(row, 0, rows, at, dimensions);
        }
        System.arraycopy(rows, 0, columns, 0, columns.length);
        engine.write(images, rows);
        engine.write(texts, columns);
        int[] bits = new int[ROWS * COLUMNS];
        multiply(bits);
        return Arrays.stream(bits).allMatch(each -> each == bits[0]);
    }

    @Override
    public void close() {
        engine.close();
    }
}
