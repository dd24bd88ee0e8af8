package dev.diptych.contrastive.embed.tower;

import dev.diptych.contrastive.model.Encoder;
import dev.diptych.nn.engine.CacheFolder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;

/*
 * A matrix library may sum in another order for another number of rows, and oneDNN promises nothing. So programs of 1, 2 and 8 rows
 * are used where they were seen to give the bits of the program of 64, at their first use with a model's shapes on a machine. As an
 * item costs about as much in each, a program that is filled is taken; rows left free, where none fits, hold the last item again.
 */
/**
 * One tower's programs of 1, 2, 8 and 64 rows, each compiled when first used. An item's embedding is the same to the bit whatever is
 * embedded with it.
 */
public final class TowerPrograms implements AutoCloseable {
    /** The rows of the whole program: measured to be as fast as more. */
    public static final int ROWS = 64;

    private static final int[] FEW = {8, 2, 1};

    private final IntFunction<Encoder> compiling;
    private final int dimensions;
    private final Agreement agreement;
    private final Map<Integer, Encoder> encoders = new HashMap<>(); // by rows

    /** Runs a program on items. */
    public interface Feed {
        /**
         * Embeds items.
         *
         * @param items [B], which item each row holds
         * @param output float32 [B, D], written
         */
        void run(Encoder encoder, int[] items, float[] output);
    }

    /**
     * The programs of a tower.
     *
     * @param compiling makes a program of that many rows
     * @param dimensions D
     * @param tower all that the bits of its rows depend on, but for the values and the number of rows; empty where it is not
     *     known: then all programs have 64 rows
     */
    public TowerPrograms(IntFunction<Encoder> compiling, int dimensions, String tower) {
        this(compiling, dimensions, tower, CacheFolder.ofProcess());
    }

    TowerPrograms(IntFunction<Encoder> compiling, int dimensions, String tower, Path cache) {
        this.compiling = compiling;
        this.dimensions = dimensions;
        this.agreement = new Agreement(cache, tower);
    }

    /** @return float32 [N, D], row-major, of items 0 to N - 1 */
    public float[] run(int count, Feed feed) {
        float[] result = new float[Math.multiplyExact(count, dimensions)];
        for (int from = 0; from < count; ) {
            int rows = rows(count - from);
            int taken = Math.min(rows, count - from);
            float[] output = embed(rows, from, taken, feed);
            System.arraycopy(output, 0, result, from * dimensions, taken * dimensions);
            from += taken;
        }
        return result;
    }

    /** The largest program that is filled, else the smallest; the whole one where none of few rows may be used. */
    private int rows(int left) {
        if (left >= ROWS) {
            return ROWS;
        }
        int[] usable = Arrays.stream(FEW).filter(agreement::allows).toArray();
        return Arrays.stream(usable)
                .filter(rows -> left >= rows)
                .findFirst()
                .orElse(usable.length == 0 ? ROWS : usable[usable.length - 1]);
    }

    private float[] embed(int rows, int from, int taken, Feed feed) {
        float[] output = program(rows, from, taken, feed);
        if (rows == ROWS || agreement.isSettled(rows)) {
            return output;
        }
        float[] right = program(ROWS, from, taken, feed);
        agreement.compare(rows, right, output, taken * dimensions);
        return right;
    }

    private float[] program(int rows, int from, int taken, Feed feed) {
        int[] items = new int[rows];
        Arrays.setAll(items, row -> from + Math.min(row, taken - 1));
        float[] output = new float[rows * dimensions];
        feed.run(encoders.computeIfAbsent(rows, compiling::apply), items, output);
        return output;
    }

    @Override
    public void close() {
        encoders.values().forEach(Encoder::close);
        encoders.clear();
    }
}
