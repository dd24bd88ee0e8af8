package dev.diptych.eval.classify;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The few examples that are ahead of all others. */
final class Extremes {
    private static final int MOST = 6;

    private final Comparator<Example> order;
    private final List<Example> kept = new ArrayList<>();

    /** @param order the one that is wanted most first */
    private Extremes(Comparator<Example> order) {
        this.order = order;
    }

    /** Images whose own class is ahead of all others by most. */
    static Extremes best() {
        return new Extremes(Comparator.comparingDouble(example -> -example.margin()));
    }

    /** Images whose own class is furthest down. */
    static Extremes worst() {
        return new Extremes(
                Comparator.<Example>comparingInt(example -> -example.rank()).thenComparingDouble(Example::margin));
    }

    void add(Example example) {
        if (kept.size() == MOST && order.compare(example, kept.get(MOST - 1)) >= 0) {
            return;
        }
        kept.add(example);
        kept.sort(order);
        if (kept.size() > MOST) {
            kept.remove(MOST);
        }
    }

    List<Example> all() {
        return List.copyOf(kept);
    }
}
