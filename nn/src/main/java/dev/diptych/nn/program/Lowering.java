package dev.diptych.nn.program;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.tape.Primitive;
import java.util.ArrayList;
import java.util.List;

/** Primitives in terms of those that an engine has kernels for. */
final class Lowering {
    private Lowering() {}

    /**
     * {@code steps} with each that {@code engine} has no kernel for replaced by its {@linkplain Primitive#parts parts}, and
     * those in turn.
     *
     * @throws IllegalArgumentException if one has no parts either
     */
    static List<Primitive> of(List<Primitive> steps, Engine engine) {
        List<Primitive> lowered = new ArrayList<>(steps.size());
        for (Primitive step : steps) {
            if (engine.binds(step)) {
                lowered.add(step);
            } else if (step.parts().isEmpty()) {
                throw new IllegalArgumentException("program: " + step.name() + ": " + engine.name()
                        + " has no kernel for it, expected one or parts");
            } else {
                lowered.addAll(of(step.parts(), engine));
            }
        }
        return List.copyOf(lowered);
    }
}
