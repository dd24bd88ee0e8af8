package dev.diptych.bench;

import dev.diptych.nn.program.Primitive;
import dev.diptych.nn.program.Program;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Time, arithmetic and memory traffic of a step by op family, the slowest first. */
public record Profile(List<Row> rows) {
    private static final int RUNS = 3;

    /** Runs each program a few times, timing every op; one that stands there twice counts twice. */
    public static Profile of(List<Program> programs) {
        Map<String, Row> families = new LinkedHashMap<>();
        for (Program program : programs) {
            long[] nanos = new long[program.size()];
            for (int i = 0; i < RUNS; i++) {
                program.runTimed(nanos);
            }
            for (int i = 0; i < nanos.length; i++) {
                Primitive primitive = program.primitives().get(i);
                Row row = new Row(primitive.name(), 1, nanos[i] / (RUNS * 1e9), primitive.flops(), bytes(primitive));
                families.merge(row.family, row, Row::plus);
            }
        }
        List<Row> rows = new ArrayList<>(families.values());
        rows.sort(Comparator.comparingDouble(Row::seconds).reversed());
        return new Profile(List.copyOf(rows));
    }

    public double seconds() {
        return rows.stream().mapToDouble(Row::seconds).sum();
    }

    /** The profile as a table of text. */
    public String table() {
        StringBuilder text = new StringBuilder(
                String.format("%-18s %6s %9s %6s %9s %8s%n", "op", "calls", "ms", "share", "GFLOP/s", "GB/s"));
        for (Row row : rows) {
            text.append(String.format(
                    "%-18s %6d %9.2f %5.1f%% %9.1f %8.1f%n",
                    row.family,
                    row.calls,
                    row.seconds * 1e3,
                    100 * row.seconds / seconds(),
                    row.flops / row.seconds / 1e9,
                    row.bytes / row.seconds / 1e9));
        }
        return text.toString();
    }

    private static long bytes(Primitive primitive) {
        long bytes = 0;
        for (Tensor tensor : primitive.reads()) {
            bytes += tensor.shape().elements() * tensor.dtype().bytes();
        }
        for (Tensor tensor : primitive.writes()) {
            bytes += tensor.shape().elements() * tensor.dtype().bytes();
        }
        return bytes;
    }

    /**
     * One op family.
     *
     * @param seconds of one step
     * @param flops of one step
     * @param bytes read and written in one step, each tensor counted once an op
     */
    public record Row(String family, int calls, double seconds, long flops, long bytes) {
        Row plus(Row other) {
            return new Row(
                    family, calls + other.calls, seconds + other.seconds, flops + other.flops, bytes + other.bytes);
        }
    }
}
