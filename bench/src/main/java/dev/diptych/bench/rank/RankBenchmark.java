package dev.diptych.bench.rank;

import dev.diptych.eval.retrieval.Embeddings;
import dev.diptych.eval.retrieval.Ranks;
import dev.diptych.eval.retrieval.block.BlockRanks;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.machine.Form;
import dev.diptych.nn.machine.GemmBenchmark;
import dev.diptych.nn.machine.Product;
import dev.diptych.nn.tensor.DType;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Times the ranks of as many images as texts by made-up vectors, beside the matrix products alone. */
public final class RankBenchmark {
    private static final int BLOCK = 1024; // of both sides
    private static final float NOISE = 4; // the right image is among the first ones, and not always the first

    private final IntFunction<Supplier<Engine>> engines;
    private final int threads;

    /**
     * @param engines makes engines with a number of threads
     * @param threads that compute
     */
    public RankBenchmark(IntFunction<Supplier<Engine>> engines, int threads) {
        this.engines = engines;
        this.threads = threads;
    }

    /** Ranks {@code count} images and texts of {@code dimensions}; the products are timed before and after. */
    public RankTiming time(int count, int dimensions) {
        Embeddings images = drawn(count, dimensions, new Embeddings(new float[dimensions], dimensions), 1);
        Embeddings texts = drawn(count, dimensions, images, 2);
        int[] imageOfText = IntStream.range(0, count).toArray();
        rank(images.rows(few(count)), texts.rows(few(count)), few(count)); // compiles what counts
        double before = secondsOfProducts(count, dimensions);
        long start = System.nanoTime();
        Ranks ranks = rank(images, texts, imageOfText);
        double whole = (System.nanoTime() - start) / 1e9;
        double after = secondsOfProducts(count, dimensions);
        return new RankTiming(
                (before + after) / 2, whole, ranks.metrics().textToImage().recallAt1());
    }

    private Ranks rank(Embeddings images, Embeddings texts, int[] imageOfText) {
        return BlockRanks.of(images, texts, imageOfText, engines.apply(1), threads);
    }

    private static int[] few(int count) {
        return IntStream.range(0, Math.min(count, 4 * BLOCK)).toArray();
    }

    /** At the rate of as many engines as there are workers, on blocks. */
    private double secondsOfProducts(int count, int dimensions) {
        Product block = new Product("similarities", Form.NT, BLOCK, BLOCK, dimensions);
        double rate = IntStream.range(0, threads)
                .parallel()
                .mapToDouble(worker -> block.flops()
                        / new GemmBenchmark(engines.apply(1), DType.FLOAT32)
                                .time(block)
                                .seconds())
                .sum();
        return 2.0 * count * count * dimensions / rate;
    }

    /** Unit vectors around others. */
    private static Embeddings drawn(int count, int dimensions, Embeddings around, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[Math.multiplyExact(count, dimensions)];
        float[] centres = around.values();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextDouble() - 0.5) * NOISE / (float) Math.sqrt(dimensions / 12.0)
                    + centres[i % centres.length];
        }
        return new Embeddings(values, dimensions).first(dimensions);
    }
}
