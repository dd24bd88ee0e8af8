package dev.diptych.search.serve;

import dev.diptych.search.Hit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.IntFunction;

/** Leaves out rows that show what an earlier one shows. */
final class Alike {
    /** clip-retrieval's: the cosine from which on two are the same. */
    private static final float SAME = 0.94f;

    private Alike() {}

    /**
     * Keeps the first row of each group, in which each is the same as another of it, as clip-retrieval does.
     *
     * @param vectors of length 1, by row
     */
    static List<Hit> distinct(List<Hit> found, IntFunction<float[]> vectors) {
        List<float[]> all = found.stream().map(hit -> vectors.apply(hit.row())).toList();
        boolean[] seen = new boolean[all.size()];
        List<Hit> kept = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (!seen[i]) {
                kept.add(found.get(i));
                mark(i, all, seen);
            }
        }
        return kept;
    }

    private static void mark(int first, List<float[]> all, boolean[] seen) {
        Deque<Integer> open = new ArrayDeque<>(List.of(first));
        seen[first] = true;
        while (!open.isEmpty()) {
            float[] vector = all.get(open.pop());
            for (int j = first + 1; j < all.size(); j++) {
                if (!seen[j] && product(vector, all.get(j)) >= SAME) {
                    seen[j] = true;
                    open.push(j);
                }
            }
        }
    }

    private static float product(float[] a, float[] b) {
        float sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
