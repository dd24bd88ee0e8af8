package dev.diptych.nn.contract;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.op.AdamWStep;
import dev.diptych.nn.op.GradientNorm;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;
import java.util.function.Supplier;

final class OptimiserContractTest {
    @EngineTest
    void clipsLongGradients(Supplier<Engine> engine) {
        Trial.check(engine, Trial.SUMS, t -> norm(t, 0.5f));
    }

    @EngineTest
    void leavesShortGradientsAlone(Supplier<Engine> engine) {
        Trial.check(engine, Trial.SUMS, t -> norm(t, 1000));
    }

    @EngineTest
    void leavesGradientsAloneWithoutLimit(Supplier<Engine> engine) {
        Trial.check(engine, Trial.SUMS, t -> norm(t, Float.POSITIVE_INFINITY));
    }

    @EngineTest
    void leavesGradientsOfZeroAlone(Supplier<Engine> engine) {
        Trial.check(engine, Trial.SUMS, t -> new GradientNorm(List.of(t.around(0, 0, 7)), 1, t.normal(1), t.normal(1)));
    }

    @EngineTest
    void stepsAndDecays(Supplier<Engine> engine) {
        for (int count : new int[] {1, 7, 16, 129, 2500}) {
            Trial.check(engine, Trial.SUMS, t -> step(t, count, 0.3, 0.2f));
        }
    }

    @EngineTest
    void stepsWithoutDecay(Supplier<Engine> engine) {
        Trial.check(engine, Trial.SUMS, t -> step(t, 33, 1, 0));
    }

    @EngineTest
    void stepsFromRest(Supplier<Engine> engine) {
        Trial.check(
                engine,
                Trial.SUMS,
                t -> new AdamWStep(
                        t.normal(5),
                        t.given(0, 1e-8, 1e-4, -1, 30),
                        t.around(0, 0, 5),
                        t.around(0, 0, 5),
                        t.given(5e-4, 1 - 0.9, 1 - 0.98),
                        t.given(1),
                        0.9f,
                        0.98f,
                        1e-6f,
                        0.2f));
    }

    private static GradientNorm norm(Trial t, float limit) {
        List<Tensor> gradients = List.of(t.normal(1), t.normal(7), t.normal(5, 3), t.normal(2, 3, 16), t.normal(2500));
        return new GradientNorm(gradients, limit, t.normal(1), t.normal(1));
    }

    /** A step so large that the parameters show it beyond the tolerance. */
    private static AdamWStep step(Trial t, int count, double factor, float decay) {
        return new AdamWStep(
                t.normal(count),
                t.normal(count),
                t.normal(count),
                t.around(3, 0.5, count),
                t.given(0.1, 1 - Math.pow(0.9, 3), 1 - Math.pow(0.98, 3)),
                t.given(factor),
                0.9f,
                0.98f,
                1e-6f,
                decay);
    }
}
