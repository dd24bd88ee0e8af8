package dev.diptych.nn.machine;

import dev.diptych.nn.program.Program;
import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * How long the runs of one piece of work took.
 *
 * @param runs seconds each, at least one
 */
public record Timing(double[] runs) {
    public Timing {
        if (runs.length == 0) {
            throw new IllegalArgumentException("timing: no runs, expected at least one");
        }
    }

    /**
     * Runs {@code program} once to warm up, then for {@code budget} seconds and at least {@code least} times; where the
     * first run alone took longer than the budget, it is the one that counts.
     */
    public static Timing of(Program program, int least, double budget) {
        double first = seconds(program);
        if (first > budget) {
            return new Timing(new double[] {first});
        }
        DoubleStream.Builder runs = DoubleStream.builder();
        double spent = 0;
        for (int count = 0; count < least || spent < budget; count++) {
            double run = seconds(program);
            runs.add(run);
            spent += run;
        }
        return new Timing(runs.build().toArray());
    }

    /** The runs of both. */
    public Timing and(Timing other) {
        return new Timing(DoubleStream.concat(Arrays.stream(runs), Arrays.stream(other.runs))
                .toArray());
    }

    /** The median run. */
    public double seconds() {
        double[] sorted = runs.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static double seconds(Program program) {
        long start = System.nanoTime();
        program.run();
        program.finish();
        return (System.nanoTime() - start) / 1e9;
    }
}
