package dev.diptych.eval.classify;

import dev.diptych.eval.interval.Statistic;
import dev.diptych.eval.labelled.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What images that have several labels, or none, are like. Holds a number for each image and class. */
final class MultiLabel implements Predictions {
    private final int count;
    private final List<Ranking> rankings;

    /** The images by their similarity to one class, the highest first. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Ranking(int[] images, float[] scores, boolean[] right, boolean any) {}

    /**
     * @param labels of N images
     * @param scores float32 [C][N], the similarities of the images to each class
     */
    MultiLabel(Labels labels, float[][] scores) {
        this.count = labels.count();
        boolean[][] right = new boolean[scores.length][count];
        for (int i = 0; i < count; i++) {
            for (int c : labels.of(i)) {
                right[c][i] = true;
            }
        }
        this.rankings = IntStream.range(0, scores.length)
                .parallel()
                .mapToObj(c -> ranking(scores[c], right[c]))
                .toList();
    }

    private static Ranking ranking(float[] scores, boolean[] right) {
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, scores.length).boxed().toList());
        order.sort((a, b) -> Float.compare(scores[b], scores[a]));
        int[] images = order.stream().mapToInt(Integer::intValue).toArray();
        float[] sorted = new float[images.length];
        boolean[] hits = new boolean[images.length];
        boolean any = false;
        for (int i = 0; i < images.length; i++) {
            sorted[i] = scores[images[i]];
            hits[i] = right[images[i]];
            any |= hits[i];
        }
        return new Ranking(images, sorted, hits, any);
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public Map<String, Statistic> metrics() {
        return Map.of(
                MEAN_AVERAGE_PRECISION,
                times -> rankings.stream()
                        .mapToDouble(ranking -> precision(ranking, times))
                        .filter(precision -> !Double.isNaN(precision))
                        .average()
                        .orElse(0));
    }

    /** The mean share of images that have a label: the precision of guessing, however many are found. */
    @Override
    public Map<String, Double> chance() {
        double labels = rankings.stream()
                .mapToLong(ranking ->
                        IntStream.range(0, count).filter(i -> ranking.right[i]).count())
                .sum();
        return Map.of(MEAN_AVERAGE_PRECISION, labels / rankings.size() / count);
    }

    /** The average precision of each class, [C]; 0 for a class without images. */
    @Override
    public double[] perClass() {
        int[] once = new int[count];
        Arrays.fill(once, 1);
        return rankings.stream()
                .mapToDouble(ranking -> precision(ranking, once))
                .toArray();
    }

    /**
     * The mean of the precision at each right image. Images that are equally like the class come together, each with the precision at
     * the last of them, so that their order does not matter (scikit-learn's {@code average_precision_score}). 0 for a class that no
     * image has, as CLIP_benchmark has it; NaN where those that have it do not count.
     */
    private static double precision(Ranking ranking, int[] times) {
        long all = 0;
        long right = 0;
        double sum = 0;
        for (int from = 0, to; from < times.length; from = to) {
            long found = 0;
            for (to = from; to < times.length && ranking.scores[to] == ranking.scores[from]; to++) {
                int count = times[ranking.images[to]];
                all += count;
                found += ranking.right[to] ? count : 0;
            }
            right += found;
            sum += found == 0 ? 0 : found * ((double) right / all);
        }
        return ranking.any ? sum / right : 0;
    }
}
