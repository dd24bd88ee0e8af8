package dev.diptych.eval.retrieval;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The rank, from 1, of the best match of each image among the texts and of each text among the images; of equal
 * similarities the lower index comes first.
 *
 * @param ofImages int32 [images]
 * @param ofTexts int32 [texts]
 * @param matches which are right
 */
@SuppressWarnings("ArrayRecordComponent") // results that are read, not compared
public record Ranks(int[] ofImages, int[] ofTexts, Matches matches) {
    /** Rows that one task takes at a time. */
    private static final int BLOCK = 64;

    /**
     * Ranks embeddings; the similarity matrix is never in memory as a whole.
     *
     * @param imageOfText the image of each text; each image has at least one
     * @throws IllegalArgumentException as {@link RetrievalMetrics#of(Embeddings, Embeddings, int[])}
     */
    public static Ranks of(Embeddings images, Embeddings texts, int[] imageOfText) {
        return of(new SimilarityProduct(images, texts), imageOfText);
    }

    static Ranks of(SimilarityRows similarities, int[] imageOfText) {
        Matches matches = Matches.of(similarities.rows(), similarities.columns(), imageOfText);
        float[] ofMatch = ofMatches(similarities, imageOfText);
        int[] best = matches.best(ofMatch);
        int[] ofImages = new int[similarities.rows()];
        int[] ofTexts = new int[similarities.columns()];
        Arrays.fill(ofTexts, 1);
        blocks(similarities).forEach(block -> {
            int begin = block * BLOCK;
            int end = Math.min(similarities.rows(), begin + BLOCK);
            float[] rows = new float[(end - begin) * similarities.columns()];
            similarities.fill(begin, end, rows);
            int[] ahead = new int[similarities.columns()];
            for (int image = begin; image < end; image++) {
                int offset = (image - begin) * similarities.columns();
                ofImages[image] = rankOf(best[image], ofMatch[best[image]], rows, offset, similarities.columns());
                countAhead(image, rows, offset, ofMatch, imageOfText, ahead);
            }
            synchronized (ofTexts) {
                for (int text = 0; text < ahead.length; text++) {
                    ofTexts[text] += ahead[text];
                }
            }
        });
        return new Ranks(ofImages, ofTexts, matches);
    }

    /** The scores that these ranks make, beside those of chance. */
    public RetrievalMetrics metrics() {
        int[] one = new int[ofTexts.length];
        Arrays.fill(one, 1);
        return new RetrievalMetrics(
                RankSummary.of(ofImages),
                RankSummary.of(ofTexts),
                Chance.of(
                        ofTexts.length,
                        IntStream.range(0, ofImages.length)
                                .map(matches::textsOf)
                                .toArray()),
                Chance.of(ofImages.length, one));
    }

    /**
     * Recalls under CLIP_benchmark's names, fractions from 0 to 1: {@code image_retrieval_recall@k}, of the texts whose image
     * is among their first k, and {@code text_retrieval_recall@k}, of the images that have a text of theirs among their first
     * k. Where there are fewer than k candidates every query has a hit; CLIP_benchmark fails there.
     *
     * @param depths each k, at least 1
     */
    public Map<String, Double> recalls(Collection<Integer> depths) {
        Map<String, Double> byName = new LinkedHashMap<>();
        for (int k : depths) {
            byName.put("image_retrieval_recall@" + k, RankSummary.recall(ofTexts, k));
            byName.put("text_retrieval_recall@" + k, RankSummary.recall(ofImages, k));
        }
        return byName;
    }

    private static IntStream blocks(SimilarityRows similarities) {
        return IntStream.range(0, (similarities.rows() + BLOCK - 1) / BLOCK).parallel();
    }

    private static float[] ofMatches(SimilarityRows similarities, int[] imageOfText) {
        float[] ofMatch = new float[imageOfText.length];
        for (int text = 0; text < ofMatch.length; text++) {
            ofMatch[text] = similarities.at(imageOfText[text], text);
        }
        return ofMatch;
    }

    private static int rankOf(int match, float similarity, float[] rows, int offset, int columns) {
        int rank = 1;
        for (int text = 0; text < columns; text++) {
            float other = rows[offset + text];
            if (other > similarity || (other == similarity && text < match)) {
                rank++;
            }
        }
        return rank;
    }

    private static void countAhead(
            int image, float[] rows, int offset, float[] ofMatch, int[] imageOfText, int[] ahead) {
        for (int text = 0; text < ahead.length; text++) {
            float other = rows[offset + text];
            if (other > ofMatch[text] || (other == ofMatch[text] && image < imageOfText[text])) {
                ahead[text]++;
            }
        }
    }
}
