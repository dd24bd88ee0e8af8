package dev.diptych.bench.profile;

import dev.diptych.bench.machine.Machine;
import dev.diptych.nn.program.Program;
import dev.diptych.nn.tape.Primitive;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Time, arithmetic and memory traffic of a step.
 *
 * @param families by op family, the slowest first
 * @param layers by part of the model, in the order in which they run
 */
public record Profile(Machine machine, List<Row> families, List<Row> layers) {
    private static final int RUNS = 3;

    /** Runs each program a few times, timing every op; one that stands there twice counts twice. */
    public static Profile of(Machine machine, List<Program> programs) {
        Map<String, Row> families = new LinkedHashMap<>();
        Map<String, Row> parts = new LinkedHashMap<>();
        Layers layers = new Layers();
        for (Program program : programs) {
            long[] nanos = new long[program.size()];
            for (int i = 0; i < RUNS; i++) {
                program.runTimed(nanos);
            }
            for (int i = 0; i < nanos.length; i++) {
                Primitive primitive = program.primitives().get(i);
                double seconds = nanos[i] / (RUNS * 1e9);
                families.merge(primitive.name(), Row.of(primitive.name(), primitive, seconds, machine), Row::plus);
                String layer = layers.of(primitive);
                parts.merge(layer, Row.of(layer, primitive, seconds, machine), Row::plus);
            }
        }
        List<Row> rows = new ArrayList<>(families.values());
        rows.sort(Comparator.comparingDouble(Row::seconds).reversed());
        return new Profile(machine, List.copyOf(rows), List.copyOf(parts.values()));
    }

    /** Seconds of all ops. */
    public double seconds() {
        return families.stream().mapToDouble(Row::seconds).sum();
    }
}
