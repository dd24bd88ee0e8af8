package dev.diptych.eval.retrieval;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The rank, from 1, of the best match of each image among the texts and of each text among the images; of equal
 * similarities the lower index comes first.
 *
 * @param ofImages int32 [images]
 * @param ofTexts int32 [texts]
 * @param textsOfImage int32 [images], how many texts each image has
 */
@SuppressWarnings("ArrayRecordComponent") // results that are read, not compared
public record Ranks(int[] ofImages, int[] ofTexts, int[] textsOfImage) {
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
        int[] textsOfImage = countTexts(similarities, imageOfText);
        float[] ofMatch = ofMatches(similarities, imageOfText);
        int[] best = bestTexts(similarities.rows(), imageOfText, ofMatch);
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
        return new Ranks(ofImages, ofTexts, textsOfImage);
    }

    /** The scores that these ranks make, beside those of chance. */
    public RetrievalMetrics metrics() {
        int[] one = new int[ofTexts.length];
        Arrays.fill(one, 1);
        return new RetrievalMetrics(
                RankSummary.of(ofImages),
                RankSummary.of(ofTexts),
                Chance.of(ofTexts.length, textsOfImage),
                Chance.of(ofImages.length, one));
    }

    private static IntStream blocks(SimilarityRows similarities) {
        return IntStream.range(0, (similarities.rows() + BLOCK - 1) / BLOCK).parallel();
    }

    private static int[] countTexts(SimilarityRows similarities, int[] imageOfText) {
        if (similarities.rows() == 0 || imageOfText.length != similarities.columns()) {
            throw new IllegalArgumentException("retrieval refused: " + similarities.rows() + " images, "
                    + similarities.columns() + " texts, images of " + imageOfText.length
                    + " texts, expected at least one image and the image of every text");
        }
        int[] counts = new int[similarities.rows()];
        for (int text = 0; text < imageOfText.length; text++) {
            int image = imageOfText[text];
            if (image < 0 || image >= counts.length) {
                throw new IllegalArgumentException("retrieval refused: text " + text + ": image " + image
                        + ", expected 0 to " + (counts.length - 1));
            }
            counts[image]++;
        }
        for (int image = 0; image < counts.length; image++) {
            if (counts[image] == 0) {
                throw new IllegalArgumentException(
                        "retrieval refused: image " + image + ": no text, expected at least one");
            }
        }
        return counts;
    }

    private static float[] ofMatches(SimilarityRows similarities, int[] imageOfText) {
        float[] ofMatch = new float[imageOfText.length];
        for (int text = 0; text < ofMatch.length; text++) {
            ofMatch[text] = similarities.at(imageOfText[text], text);
        }
        return ofMatch;
    }

    private static int[] bestTexts(int images, int[] imageOfText, float[] ofMatch) {
        int[] best = new int[images];
        Arrays.fill(best, -1);
        for (int text = 0; text < imageOfText.length; text++) {
            int image = imageOfText[text];
            if (best[image] < 0 || ofMatch[text] > ofMatch[best[image]]) {
                best[image] = text;
            }
        }
        return best;
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
