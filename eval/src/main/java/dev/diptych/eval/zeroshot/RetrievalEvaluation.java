package dev.diptych.eval.zeroshot;

import dev.diptych.contrastive.data.source.Samples;
import dev.diptych.contrastive.embed.Embedder;
import dev.diptych.contrastive.validation.CaptionUse;
import dev.diptych.eval.retrieval.Embeddings;
import dev.diptych.eval.retrieval.Matches;
import dev.diptych.eval.retrieval.Ranks;
import dev.diptych.eval.retrieval.block.BlockRanks;
import dev.diptych.ingest.shard.SampleMetadata;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Zero-shot retrieval over images and their texts.
 *
 * @param samples what was searched, and more that could not be used
 * @param numbers [N], which of them each image is
 * @param captions M, the texts
 * @param images float32 [N, D]
 * @param texts float32 [M, D]
 * @param ranks of the right answers
 */
@SuppressWarnings("ArrayRecordComponent") // a view of large arrays; not meant to be compared
public record RetrievalEvaluation(
        Samples samples, int[] numbers, List<String> captions, Embeddings images, Embeddings texts, Ranks ranks) {
    /**
     * Embeds every sample and ranks images and texts in both directions. No more than vectors and captions is held of what was embedded.
     *
     * @param use which of an image's captions are its texts
     * @param note is told what is left out: the first such sample, each thousandth, and how many by reason
     * @throws IllegalArgumentException if no sample can be used
     */
    public static RetrievalEvaluation run(Samples samples, Embedder embedder, CaptionUse use, Consumer<String> note)
            throws InterruptedException {
        return run(samples, embedder, use, note, () -> false).orElseThrow();
    }

    /**
     * The same, unless it is given up.
     *
     * @param stop is asked after each sample whether that is so
     * @return nothing where it is given up
     */
    public static Optional<RetrievalEvaluation> run(
            Samples samples, Embedder embedder, CaptionUse use, Consumer<String> note, BooleanSupplier stop)
            throws InterruptedException {
        SampleEmbedding embedded = new SampleEmbedding(samples, embedder, use, note);
        if (!embedded.run(stop)) {
            return Optional.empty();
        }
        Embeddings images = embedded.images();
        Embeddings texts = embedded.texts();
        Ranks ranks = BlockRanks.of(images, texts, embedded.imageOfText());
        return Optional.of(
                new RetrievalEvaluation(samples, embedded.numbers(), embedded.captions(), images, texts, ranks));
    }

    /**
     * The ranks by the first columns of all vectors alone.
     *
     * @param columns from 1 to D
     */
    public Ranks first(int columns) {
        return BlockRanks.of(
                images.first(columns), texts.first(columns), ranks.matches().imageOfText());
    }

    /**
     * The same images where all captions of each, in one line, are its one text.
     *
     * @param embedder that embedded these
     */
    public RetrievalEvaluation joined(Embedder embedder) {
        Matches matches = ranks.matches();
        List<String> lines = IntStream.range(0, matches.images())
                .mapToObj(image -> IntStream.range(0, matches.textsOf(image))
                        .mapToObj(number -> captions.get(matches.text(image, number)))
                        .collect(Collectors.joining(SampleMetadata.SEPARATOR)))
                .toList();
        Embeddings whole = SampleEmbedding.texts(embedder, lines);
        int[] imageOfText = IntStream.range(0, lines.size()).toArray();
        return new RetrievalEvaluation(
                samples, numbers, lines, images, whole, BlockRanks.of(images, whole, imageOfText));
    }
}
