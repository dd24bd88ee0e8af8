package dev.diptych.eval.probe;

import dev.diptych.eval.probe.fit.ProbeData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Which rows of the training part are fitted to while c is chosen, which tell how well, and which are fitted to in the end.
 *
 * @param fitted row numbers, at least one
 * @param held row numbers, at least one
 * @param last all rows, or the few shots, as CLIP_benchmark has it
 */
@SuppressWarnings("ArrayRecordComponent") // row numbers that are handed on
record Draw(int[] fitted, int[] held, int[] last) {
    /**
     * Draws the rows by a seed: first those held, then from the others as many of each class as there are shots.
     *
     * @param shots of each class, or 0 for all rows
     * @throws IllegalArgumentException if a part would be empty, or a class has fewer rows than shots
     */
    static Draw of(ProbeData train, int shots, double valProportion, long seed) {
        int[] order = shuffled(train.count(), seed);
        int count = (int) Math.round(valProportion * order.length);
        if (count < 1 || count >= order.length) {
            throw new IllegalArgumentException("probe refused: a validation part of " + count + " of " + order.length
                    + " images, expected at least one, and one left to fit to");
        }
        int[] held = sorted(Arrays.copyOf(order, count));
        int[] others = Arrays.copyOfRange(order, count, order.length);
        if (shots == 0) {
            return new Draw(
                    sorted(others), held, IntStream.range(0, order.length).toArray());
        }
        int[] few = few(train, others, shots);
        return new Draw(few, held, few);
    }

    /** As many rows of each class as there are shots, of all. */
    static int[] few(ProbeData train, int shots, long seed) {
        return few(train, shuffled(train.count(), seed), shots);
    }

    private static int[] few(ProbeData train, int[] order, int shots) {
        int[] ofClass = new int[train.classes()];
        List<Integer> chosen = new ArrayList<>();
        for (int row : order) {
            if (ofClass[train.labels()[row]]++ < shots) {
                chosen.add(row);
            }
        }
        for (int k = 0; k < ofClass.length; k++) {
            if (ofClass[k] < shots) {
                throw new IllegalArgumentException("probe refused: class " + k + ": " + ofClass[k]
                        + " images to draw from, expected at least " + shots);
            }
        }
        return sorted(chosen.stream().mapToInt(Integer::intValue).toArray());
    }

    private static int[] shuffled(int count, long seed) {
        int[] order = IntStream.range(0, count).toArray();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = count - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        return order;
    }

    private static int[] sorted(int[] rows) {
        Arrays.sort(rows);
        return rows;
    }
}
