package dev.diptych.nn.probe;

import dev.diptych.nn.engine.Engine;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A primitive on small random values, compared with plain loops.
 *
 * @param name what computes, for a message: {@code causal attention in bfloat16}
 * @param body makes tensors on the rig, runs the primitive and requires its results
 */
public record Probe(String name, Consumer<Rig> body) {
    /** What is wrong with the first of {@code probes} that fails on {@code engine}, in a few words; null if none does. */
    public static @Nullable String firstFault(Engine engine, List<Probe> probes) {
        for (Probe probe : probes) {
            try {
                probe.body.accept(new Rig(engine));
            } catch (Rig.WrongResult | IllegalStateException e) {
                return probe.name + ": " + e.getMessage();
            }
        }
        return null;
    }
}
