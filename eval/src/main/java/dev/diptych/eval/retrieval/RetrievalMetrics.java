package dev.diptych.eval.retrieval;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Zero-shot retrieval in both directions, as open_clip measures it (Radford et al. 2021, section 3.1.2; metric names as in
 * its {@code get_clip_metrics}).
 *
 * <p>Candidates are ranked by similarity; of equal ones the lower index comes first. A text has one image; an image may have
 * several texts, and its rank is that of the best of them.
 *
 * @param imageToText each image searches all texts
 * @param textToImage each text searches all images
 * @param imageToTextChance what the first would be if texts were ranked at random
 * @param textToImageChance what the second would be if images were ranked at random
 */
public record RetrievalMetrics(
        RankSummary imageToText,
        RankSummary textToImage,
        RankSummary imageToTextChance,
        RankSummary textToImageChance) {

    /**
     * Measures a similarity matrix that is in memory.
     *
     * @param similarities float32 [images, texts], row-major, finite
     * @param imageOfText the image of each text; each image has at least one
     * @throws IllegalArgumentException if a shape is wrong, a similarity is not finite, or an image has no text
     */
    public static RetrievalMetrics of(float[] similarities, int images, int[] imageOfText) {
        return Ranks.of(new SimilarityMatrix(similarities, images, imageOfText.length), imageOfText)
                .metrics();
    }

    /**
     * Measures embeddings; the similarity matrix is never in memory as a whole.
     *
     * @param imageOfText the image of each text; each image has at least one
     * @throws IllegalArgumentException if dimensions differ, there are not as many texts as {@code imageOfText} says, or an
     *     image has no text
     */
    public static RetrievalMetrics of(Embeddings images, Embeddings texts, int[] imageOfText) {
        return Ranks.of(images, texts, imageOfText).metrics();
    }

    /** The scores under open_clip's names, fractions from 0 to 1, ranks from 1; in the order they are printed. */
    public Map<String, Double> byName() {
        Map<String, Double> byName = new LinkedHashMap<>();
        put(byName, "image_to_text", imageToText);
        put(byName, "text_to_image", textToImage);
        return byName;
    }

    /** What chance would score, under the same names. */
    public Map<String, Double> chanceByName() {
        return new RetrievalMetrics(imageToTextChance, textToImageChance, imageToTextChance, textToImageChance)
                .byName();
    }

    private static void put(Map<String, Double> byName, String direction, RankSummary summary) {
        byName.put(direction + "_R@1", summary.recallAt1());
        byName.put(direction + "_R@5", summary.recallAt5());
        byName.put(direction + "_R@10", summary.recallAt10());
        byName.put(direction + "_mean_rank", summary.meanRank());
        byName.put(direction + "_median_rank", summary.medianRank());
    }
}
