package dev.diptych.nn.cuda;

import dev.diptych.nn.cuda.device.Lane;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;

/**
 * Queues of work, one a lane, that is done as late as it may be, or at a random moment before: what lacks a dependency sooner or
 * later runs in the wrong order.
 */
final class FakeLanes {
    private final Map<Lane, Deque<Runnable>> queues = new EnumMap<>(Lane.class);
    private final Random random;

    FakeLanes(long seed) {
        this.random = new Random(seed);
        for (Lane lane : Lane.values()) {
            queues.put(lane, new ArrayDeque<>());
        }
    }

    void put(Lane lane, Runnable work) {
        queue(lane).add(work);
        while (random.nextInt(3) == 0) {
            step(Lane.values()[random.nextInt(Lane.values().length)]);
        }
    }

    /** Runs what was put on the lane until {@code point} is reached. */
    void runUntil(Point point) {
        while (!point.reached) {
            if (!step(point.lane)) {
                throw new IllegalStateException("fake GPU: a mark that nothing reaches is waited for");
            }
        }
    }

    void drain() {
        for (Lane lane : Lane.values()) {
            while (step(lane)) {
                continue;
            }
        }
    }

    private boolean step(Lane lane) {
        Runnable work = queue(lane).poll();
        if (work == null) {
            return false;
        }
        work.run();
        return true;
    }

    private Deque<Runnable> queue(Lane lane) {
        Deque<Runnable> queue = queues.get(lane);
        if (queue == null) {
            throw new IllegalArgumentException("fake GPU: " + lane);
        }
        return queue;
    }

    /** One recording of a mark. */
    static final class Point {
        private final Lane lane;
        private boolean reached;

        Point(Lane lane, boolean reached) {
            this.lane = lane;
            this.reached = reached;
        }

        void reach() {
            reached = true;
        }
    }
}
