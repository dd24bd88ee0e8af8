package dev.diptych.bench;

import dev.diptych.contrastive.data.BatchLoader;
import dev.diptych.contrastive.data.CaptionDraw;
import dev.diptych.contrastive.data.EpochOrder;
import dev.diptych.contrastive.data.Masking;
import dev.diptych.contrastive.data.source.Samples;
import dev.diptych.text.TextConfig;
import dev.diptych.text.bpe.BpeTrainer;
import dev.diptych.text.tokenizer.BpeTokenizer;
import dev.diptych.vision.augment.Augmentation;
import dev.diptych.vision.augment.AugmentationConfig;
import dev.diptych.vision.preprocess.Preprocessing;
import java.util.List;

/** Times what feeds a training, without the training: samples read, decoded, cropped at random, normalised and tokenised. */
public final class LoaderBenchmark {
    private static final int CAPTIONS = 10_000;
    private static final int VOCABULARY = 4_096;
    private static final int WIDTH = 64; // of a text tower that is never built

    private LoaderBenchmark() {}

    /**
     * What to load.
     *
     * @param imageSize S, pixels
     * @param batch pairs in a batch
     * @param threads that decode
     * @param samples to load, rounded up to whole batches
     * @param cacheBytes of decoded samples that are kept
     */
    public record Settings(int imageSize, int batch, int threads, int samples, long cacheBytes) {}

    /**
     * What it took.
     *
     * @param firstSeconds from the start of the loader to the first batch
     * @param seconds for the samples after that
     * @param samples those after that
     */
    public record Result(double firstSeconds, double seconds, int samples) {
        /** Samples a second. */
        public double rate() {
            return samples / seconds;
        }
    }

    /** Loads samples in the order of a run's first epochs. */
    public static Result run(Samples samples, Settings settings) throws InterruptedException {
        BpeTokenizer tokenizer = new BpeTokenizer(
                new BpeTrainer(VOCABULARY).train(samples.captions().limit(CAPTIONS)));
        Preprocessing preprocessing = new Preprocessing(settings.imageSize);
        BatchLoader.Settings loading = new BatchLoader.Settings(
                settings.batch,
                1,
                1,
                preprocessing.inputLength(),
                new TextConfig(77, VOCABULARY, WIDTH, 1, 1, 4),
                new CaptionDraw(CaptionDraw.Kind.ONE, 0),
                Masking.NONE,
                0,
                0,
                new BatchLoader.Reading(settings.threads, settings.cacheBytes, 0, 1));
        long start = System.nanoTime();
        try (BatchLoader loader = new BatchLoader(
                samples,
                EpochOrder.of(samples.size(), 0),
                tokenizer,
                List.of(new Augmentation(AugmentationConfig.DEFAULT, preprocessing)),
                loading,
                () -> false)) {
            loader.part(0);
            loader.release();
            long first = System.nanoTime();
            int batches = (settings.samples + settings.batch - 1) / settings.batch;
            for (int i = 0; i < batches; i++) {
                loader.part(0);
                loader.release();
            }
            double seconds = (System.nanoTime() - first) / 1e9;
            return new Result((first - start) / 1e9, seconds, batches * settings.batch);
        }
    }
}
