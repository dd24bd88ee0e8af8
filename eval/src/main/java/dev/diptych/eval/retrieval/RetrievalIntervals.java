package dev.diptych.eval.retrieval;

import dev.diptych.eval.interval.Bootstrap;
import dev.diptych.eval.interval.Interval;
import dev.diptych.eval.interval.Statistic;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Retrieval's scores of images that are drawn, and their intervals.
 *
 * <p>Images are drawn, each with all its texts: the texts of one image are not independent queries. The candidates stay those
 * of the whole set, as a rank among fewer would be another score.
 */
public final class RetrievalIntervals {
    /** The depths of the recalls where none are asked for. */
    public static final List<Integer> DEPTHS = List.of(1, 5, 10);

    private final int images;
    private final Map<String, Statistic> statistics = new LinkedHashMap<>();

    private RetrievalIntervals(int images) {
        this.images = images;
    }

    /**
     * Intervals by the names of {@link RetrievalMetrics#byName} and {@link Ranks#recalls}.
     *
     * @param depths each k of the recalls
     */
    public static Map<String, Interval> of(Ranks ranks, Collection<Integer> depths, Bootstrap bootstrap) {
        return bootstrap.intervals(ranks.ofImages().length, statistics(ranks, depths));
    }

    /**
     * The scores by the same names, to be computed.
     *
     * @param depths each k of the recalls
     */
    public static Map<String, Statistic> statistics(Ranks ranks, Collection<Integer> depths) {
        int images = ranks.ofImages().length;
        int[] imageOfImage = IntStream.range(0, images).toArray();
        int[] imageOfText = ranks.matches().imageOfText();
        RetrievalIntervals all = new RetrievalIntervals(images);
        all.addDirection("image_to_text", ranks.ofImages(), imageOfImage);
        all.addDirection("text_to_image", ranks.ofTexts(), imageOfText);
        for (int k : depths) {
            all.addRecall("image_retrieval_recall@" + k, ranks.ofTexts(), imageOfText, k);
            all.addRecall("text_retrieval_recall@" + k, ranks.ofImages(), imageOfImage, k);
        }
        return all.statistics;
    }

    private void addDirection(String direction, int[] ranks, int[] imageOf) {
        for (int k : DEPTHS) {
            addRecall(direction + "_R@" + k, ranks, imageOf, k);
        }
        double[] values = Arrays.stream(ranks).asDoubleStream().toArray();
        statistics.put(direction + "_mean_rank", Statistic.mean(values, imageOf, images));
        statistics.put(direction + "_median_rank", Statistic.median(ranks, imageOf));
    }

    private void addRecall(String name, int[] ranks, int[] imageOf, int k) {
        double[] hits =
                Arrays.stream(ranks).mapToDouble(rank -> rank <= k ? 1 : 0).toArray();
        statistics.put(name, Statistic.mean(hits, imageOf, images));
    }
}
