package dev.diptych.nn.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.layer.Initializer;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.optim.Bound;
import dev.diptych.nn.optim.Optimizer;
import dev.diptych.nn.optim.OptimizerConfig;
import dev.diptych.nn.optim.OptimizerConfig.Method;
import dev.diptych.nn.optim.Readout;
import dev.diptych.nn.optim.WeightAverage;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/** A step whose loss or gradients are out of hand leaves no trace. */
final class GuardedUpdateTest {
    private static final double DECAY = 0.3;
    private static final double INFINITE = Double.POSITIVE_INFINITY;

    /** A step that must not happen: its loss, and the gradient of one of many weights. */
    private record Case(float loss, float gradient, double limit) {}

    @EngineTest
    void aStepThatIsNotFiniteLeavesWeightsMomentsAverageAndBiasCorrectionAsTheyWere(Supplier<Engine> engines) {
        List<Case> cases = List.of(
                new Case(1, Float.NaN, INFINITE),
                new Case(1, Float.NaN, 1),
                new Case(1, Float.POSITIVE_INFINITY, INFINITE),
                new Case(1, Float.NEGATIVE_INFINITY, 1),
                new Case(1, 3e37f, INFINITE),
                new Case(Float.NaN, 1, INFINITE),
                new Case(Float.POSITIVE_INFINITY, 1, 1));
        for (Method method : Method.values()) {
            cases.forEach(c -> assertLeavesNoTrace(engines, method, c));
        }
    }

    private static void assertLeavesNoTrace(Supplier<Engine> engines, Method method, Case c) {
        try (Engine engine = engines.get()) {
            Run disturbed = new Run(engine, method, c.limit);
            Run undisturbed = new Run(engine, method, c.limit);
            assertThat(disturbed.step(2, 0.5f)).isTrue();
            assertThat(undisturbed.step(2, 0.5f)).isTrue();
            List<float[]> before = disturbed.state();
            assertThat(disturbed.step(c.loss, c.gradient)).as(c.toString()).isFalse();
            assertThat(disturbed.optimizer.steps()).isEqualTo(1);
            assertSame(c, disturbed.state(), before);
            assertThat(disturbed.step(3, -2)).as(c.toString()).isTrue();
            assertThat(undisturbed.step(3, -2)).isTrue();
            assertSame(c, disturbed.state(), undisturbed.state());
        }
    }

    @EngineTest
    void clippingTakesHugeFiniteGradients(Supplier<Engine> engines) {
        try (Engine engine = engines.get()) {
            Run run = new Run(engine, Method.ADAMW, 1);
            assertThat(run.step(1, 3e37f)).isTrue();
            assertThat(run.optimizer.gradientNorm()).isBetween(2.99999e37f, 3.00001e37f);
            assertThat(run.optimizer.bounded(0)).isEqualTo(4.6f);
            assertThat(run.state()).allSatisfy(values -> {
                for (float value : values) {
                    assertThat(Float.isFinite(value)).isTrue();
                }
            });
        }
    }

    @EngineTest
    void aStepAboveTheLimitsLeavesNoTrace(Supplier<Engine> engine) {
        try (Engine own = engine.get()) {
            Run run = new Run(own, Method.ADAMW, Double.POSITIVE_INFINITY);
            assertThat(run.step(2, 0.5f)).isTrue();
            List<float[]> before = run.state();
            float norm = run.optimizer.gradientNorm();
            for (float[] limits : new float[][] {{1.9f, Float.POSITIVE_INFINITY}, {2, Math.nextDown(norm)}}) {
                run.optimizer.limit(limits[0], limits[1]);
                assertThat(run.step(2, 0.5f)).isFalse();
                assertThat(run.optimizer.gradientNorm()).isEqualTo(norm);
                for (int i = 0; i < before.size(); i++) {
                    assertThat(run.state().get(i)).containsExactly(before.get(i));
                }
            }
            assertThat(run.optimizer.steps()).isEqualTo(1);
            run.optimizer.limit(2, norm);
            assertThat(run.step(2, 0.5f)).isTrue();
        }
    }

    /** Decays of 2/11 and 3/12 are below 0.3. */
    @EngineTest
    void theAverageStartsAtTheWeightsAndItsDecayGrows(Supplier<Engine> engines) {
        try (Engine engine = engines.get()) {
            Run run = new Run(engine, Method.ADAMW, 1);
            float[] before = run.read(run.values.tensor("weight"));
            assertThat(run.read(run.average().values().tensor("weight"))).containsExactly(before);
            double[] expected = new double[before.length];
            Arrays.setAll(expected, i -> before[i]);
            for (double decay : new double[] {2.0 / 11, 3.0 / 12, DECAY, DECAY}) {
                assertThat(run.step(1, 0.5f)).isTrue();
                float[] weights = run.read(run.values.tensor("weight"));
                Arrays.setAll(expected, i -> decay * expected[i] + (1 - decay) * weights[i]);
            }
            float[] actual = run.read(run.average().values().tensor("weight"));
            for (int i = 0; i < expected.length; i++) {
                assertThat((double) actual[i])
                        .isCloseTo(expected[i], within(1e-6)); // of values up to 4, four roundings
            }
        }
    }

    private static void assertSame(Case c, List<float[]> actual, List<float[]> expected) {
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i)).as("%s: %d", c, i).containsExactly(expected.get(i));
        }
    }

    /** Weights and biases with an optimiser. */
    private static final class Run {
        private final Engine engine;
        private final Parameters.Block values;
        private final Parameters.Block gradients;
        private final Readout readout = new Readout(1);
        private final Optimizer optimizer;

        Run(Engine engine, Method method, double limit) {
            this.engine = engine;
            Parameters parameters = new Parameters();
            parameters.declare("weight", Initializer.normal(1), true, 40, 50);
            parameters.declareHidden("hidden", Initializer.normal(1), 3, 18, 10);
            parameters.declare("bias", Initializer.normal(1), false, 7);
            parameters.declare("scale", Initializer.constant(4.6), false, 1);
            parameters.regroup(entry ->
                    method == Method.MUON && entry.stacked() > 0 ? entry.group().asMatrices() : entry.group());
            this.values = parameters.place(engine);
            parameters.initialize(engine, 1);
            this.gradients = parameters.mirror("gradient", engine);
            Bound scale = new Bound(values.tensor("scale"), 0, 4.6);
            OptimizerConfig config = new OptimizerConfig(method, 0.9, 0.98, 1e-6, 0.95, 0.2, limit);
            this.optimizer = new Optimizer(
                    config, engine, parameters, values, gradients, readout, List.of(scale), OptionalDouble.of(DECAY));
            average().start();
        }

        boolean step(float loss, float gradient) {
            engine.write(readout.lossTensor(), new float[] {loss});
            float[] weights = new float[2000];
            Arrays.fill(weights, 0.01f);
            weights[1500] = gradient;
            engine.write(gradients.tensor("weight"), weights);
            float[] hidden = new float[180];
            for (int i = 0; i < hidden.length; i++) {
                hidden[i] = (float) Math.sin(i * loss);
            }
            engine.write(gradients.tensor("hidden"), hidden);
            engine.write(gradients.tensor("bias"), new float[] {1, 2, 3, 4, 5, 6, 7});
            engine.write(gradients.tensor("scale"), new float[] {-1});
            return optimizer.step(1e-2);
        }

        List<float[]> state() {
            List<float[]> state = new ArrayList<>();
            for (Parameters.Block block : List.of(
                    values, optimizer.moment1(), optimizer.moment2(), average().values())) {
                for (Tensor tensor : block.tensors().values()) {
                    state.add(read(tensor));
                }
            }
            return state;
        }

        WeightAverage average() {
            return optimizer.average().orElseThrow();
        }

        float[] read(Tensor tensor) {
            float[] all = new float[Math.toIntExact(tensor.shape().elements())];
            engine.read(tensor, all);
            return all;
        }
    }
}
