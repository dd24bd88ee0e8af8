package dev.diptych.bench.torch.runtime;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;

/**
 * How long something takes.
 *
 * @param seconds the median run
 */
public record Timing(double seconds) {
    /** Times so many runs after some that do not count; what a run allocates is freed at its end. */
    public static Timing of(int warmUp, int runs, Runnable run) {
        for (int i = 0; i < warmUp; i++) {
            time(run);
        }
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            times.add(time(run));
        }
        return median(times);
    }

    /** Times runs for so many seconds, and at least five of them, after two that do not count. */
    public static Timing during(double seconds, Runnable run) {
        time(run);
        time(run);
        List<Double> times = new ArrayList<>();
        for (double spent = 0; spent < seconds || times.size() < 5; spent += times.get(times.size() - 1)) {
            times.add(time(run));
        }
        return median(times);
    }

    private static double time(Runnable run) {
        long start = System.nanoTime();
        try (PointerScope scope = new PointerScope()) {
            run.run();
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private static Timing median(List<Double> times) {
        double[] sorted =
                times.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int half = sorted.length / 2;
        return new Timing(sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2);
    }
}
