package dev.diptych.eval.zeroshot;

import dev.diptych.contrastive.data.Pair;
import dev.diptych.contrastive.data.PairSet;
import dev.diptych.contrastive.embed.Embedder;
import dev.diptych.eval.retrieval.Embeddings;
import dev.diptych.eval.retrieval.Ranks;
import java.util.stream.IntStream;

/**
 * Zero-shot retrieval over pairs: each image has one text, all its captions in one line.
 *
 * @param pairs what was searched
 * @param images float32 [N, D]
 * @param texts float32 [N, D]
 * @param ranks of the right answers
 */
public record RetrievalEvaluation(PairSet pairs, Embeddings images, Embeddings texts, Ranks ranks) {
    /** Embeds every pair and ranks them in both directions. */
    public static RetrievalEvaluation run(PairSet pairs, Embedder embedder) {
        Embeddings images = new Embeddings(
                embedder.images(pairs.pairs().stream().map(Pair::image).toList()), embedder.dimensions());
        Embeddings texts = new Embeddings(
                embedder.texts(pairs.pairs().stream().map(Pair::caption).toList()), embedder.dimensions());
        int[] imageOfText = IntStream.range(0, pairs.pairs().size()).toArray();
        return new RetrievalEvaluation(pairs, images, texts, Ranks.of(images, texts, imageOfText));
    }
}
