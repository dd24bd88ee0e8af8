package dev.diptych.eval.suite;

import dev.diptych.eval.interval.Statistic;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The ranks of the right answers of a retrieval.
 *
 * @param ofImages int32 [N], of the best own text of each image among all texts, from 1
 * @param ofTexts int32 [M], of each text's image among all images, from 1
 * @param imageOfText int32 [M], from 0
 */
@SuppressWarnings("ArrayRecordComponent") // as many as there are images and texts; not meant to be compared
public record PairRanks(int[] ofImages, int[] ofTexts, int[] imageOfText) implements Outcomes {
    private static final int[] DEPTHS = {1, 5, 10};

    public PairRanks {
        if (ofTexts.length != imageOfText.length) {
            throw new IllegalArgumentException("outcomes refused: " + ofTexts.length + " texts, images of "
                    + imageOfText.length + ", expected as many");
        }
    }

    @Override
    public int images() {
        return ofImages.length;
    }

    /** The recalls in both directions, under open_clip's names. */
    @Override
    public Map<String, Statistic> statistics() {
        Map<String, Statistic> statistics = new LinkedHashMap<>();
        int[] itself = IntStream.range(0, images()).toArray();
        add(statistics, "image_to_text", ofImages, itself);
        add(statistics, "text_to_image", ofTexts, imageOfText);
        return statistics;
    }

    private void add(Map<String, Statistic> statistics, String direction, int[] ranks, int[] imageOf) {
        for (int k : DEPTHS) {
            double[] hits =
                    Arrays.stream(ranks).mapToDouble(rank -> rank <= k ? 1 : 0).toArray();
            statistics.put(direction + "_R@" + k, Statistic.mean(hits, imageOf, images()));
        }
    }

    @Override
    public boolean isOfSameItems(Outcomes other) {
        return other instanceof PairRanks ranks
                && images() == ranks.images()
                && Arrays.equals(imageOfText, ranks.imageOfText);
    }
}
