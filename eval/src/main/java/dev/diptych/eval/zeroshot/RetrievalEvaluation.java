package dev.diptych.eval.zeroshot;

import dev.diptych.contrastive.data.source.Samples;
import dev.diptych.contrastive.embed.Embedder;
import dev.diptych.eval.retrieval.Embeddings;
import dev.diptych.eval.retrieval.Ranks;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Zero-shot retrieval over pairs: each image has one text, all its captions in one line.
 *
 * @param samples what was searched, and more that could not be used
 * @param numbers [N], which of them each pair is
 * @param captions N, each all of an image's in one line
 * @param images float32 [N, D]
 * @param texts float32 [N, D]
 * @param ranks of the right answers
 */
@SuppressWarnings("ArrayRecordComponent") // a view of large arrays; not meant to be compared
public record RetrievalEvaluation(
        Samples samples, int[] numbers, List<String> captions, Embeddings images, Embeddings texts, Ranks ranks) {
    /**
     * Embeds every sample and ranks them in both directions. No more than vectors and captions is held of what was embedded.
     *
     * @param note is told what is left out: the first such sample, each thousandth, and how many by reason
     * @throws IllegalArgumentException if no sample can be used
     */
    public static RetrievalEvaluation run(Samples samples, Embedder embedder, Consumer<String> note)
            throws InterruptedException {
        return run(samples, embedder, note, () -> false).orElseThrow();
    }

    /**
     * The same, unless it is given up.
     *
     * @param stop is asked after each sample whether that is so
     * @return nothing where it is given up
     */
    public static Optional<RetrievalEvaluation> run(
            Samples samples, Embedder embedder, Consumer<String> note, BooleanSupplier stop)
            throws InterruptedException {
        SampleEmbedding embedded = new SampleEmbedding(samples, embedder, note);
        if (!embedded.run(stop)) {
            return Optional.empty();
        }
        Embeddings images = embedded.images();
        Embeddings texts = embedded.texts();
        return Optional.of(new RetrievalEvaluation(
                samples, embedded.numbers(), embedded.captions(), images, texts, ranks(images, texts)));
    }

    /**
     * The ranks by the first columns of all vectors alone.
     *
     * @param columns from 1 to D
     */
    public Ranks first(int columns) {
        return ranks(images.first(columns), texts.first(columns));
    }

    private static Ranks ranks(Embeddings images, Embeddings texts) {
        return Ranks.of(images, texts, IntStream.range(0, images.count()).toArray());
    }
}
