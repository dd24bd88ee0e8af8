package dev.diptych.eval.zeroshot;

import dev.diptych.contrastive.embed.Embedder;
import dev.diptych.ingest.flow.Conveyor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Embeds images one after the other, as they are read and decoded on all cores; what is under way is bounded. */
public final class ImageEmbedding {
    private static final int ROWS = 64;
    private static final int UNDER_WAY = 4 * ROWS;
    private static final long MOST_BYTES = 256L << 20;

    private ImageEmbedding() {}

    /**
     * A sample on its way.
     *
     * @param input what the image tower reads of it, float32 [3, S, S]; null where it cannot be used
     */
    @SuppressWarnings("ArrayRecordComponent") // handed from thread to thread
    public record Prepared<T>(T sample, float @Nullable [] input) {}

    /** Takes samples in their order; waits while too many are under way. */
    public interface Line<T> {
        /**
         * @param bytes of the sample as it is read
         * @param work reads and prepares it, on any thread
         */
        void add(long bytes, Callable<Prepared<T>> work);
    }

    /** Gets the samples back in their order, on the thread that runs it all. */
    public interface Taker<T> {
        /** @param vectors float32 [N, D], of unit length, a row a sample */
        void embedded(List<T> samples, float[] vectors);

        /** A sample without an input. */
        void unusable(T sample);
    }

    /**
     * Embeds all samples.
     *
     * @param feed hands the samples over, on a thread of its own
     * @param stop is asked after each sample whether to give it up
     * @return whether all of it is done
     */
    public static <T> boolean run(Embedder embedder, Consumer<Line<T>> feed, Taker<T> taker, BooleanSupplier stop)
            throws InterruptedException {
        int threads = Runtime.getRuntime().availableProcessors();
        long mostBytes = Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / 8);
        long own = (long) Float.BYTES * embedder.inputLength();
        List<T> samples = new ArrayList<>();
        List<float[]> inputs = new ArrayList<>();
        try (Conveyor<Prepared<T>> conveyor = new Conveyor<>("evaluate", threads, UNDER_WAY, mostBytes)) {
            conveyor.feed(() -> feed.accept((bytes, work) -> conveyor.submit(bytes + own, work)));
            for (Prepared<T> next = conveyor.take(); next != null; next = conveyor.take()) {
                float[] input = next.input();
                if (input == null) {
                    taker.unusable(next.sample());
                } else {
                    samples.add(next.sample());
                    inputs.add(input);
                }
                if (inputs.size() == ROWS) {
                    taker.embedded(List.copyOf(samples), embedder.inputs(inputs));
                    samples.clear();
                    inputs.clear();
                }
                if (stop.getAsBoolean()) {
                    return false;
                }
            }
        }
        if (!inputs.isEmpty()) {
            taker.embedded(List.copyOf(samples), embedder.inputs(inputs));
        }
        return true;
    }
}
