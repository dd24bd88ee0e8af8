package dev.diptych.ingest.score;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The first few of many things in an order; of equal ones those that came first. */
public final class Leading<T> {
    private final int most;
    private final Comparator<Numbered<T>> order;
    private final PriorityQueue<Numbered<T>> kept; // the last of them is at the head
    private long count;

    private record Numbered<T>(T thing, long number) {}

    public Leading(int most, Comparator<T> order) {
        this.most = most;
        this.order =
                Comparator.<Numbered<T>, T>comparing(Numbered::thing, order).thenComparingLong(Numbered::number);
        this.kept = new PriorityQueue<>(this.order.reversed());
    }

    public void offer(T thing) {
        kept.add(new Numbered<>(thing, count++));
        if (kept.size() > most) {
            kept.remove();
        }
    }

    /** Returns them in the order. */
    public List<T> all() {
        List<Numbered<T>> all = new ArrayList<>(kept);
        all.sort(order);
        return all.stream().map(Numbered::thing).toList();
    }
}
