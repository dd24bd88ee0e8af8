package dev.diptych.nn.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.oracle.Differences;
import dev.diptych.nn.oracle.Oracle;
import dev.diptych.nn.program.Program;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/** Whole recorded networks, whose gradients are compared with central differences of the loss on the oracle. */
final class NetworkContractTest {
    /**
     * Relative to a parameter's largest gradient. Some fifty primitives lie on the way to a parameter and back, each of
     * which rounds by a few 2^-24: 50 * 3 * 2^-24 = 9e-6 if no two errors cancel. A tenth of that is seen.
     */
    private static final double GRADIENT = 1e-5;

    /** Relative to the largest gradient of all, for those that are zero but for rounding, as that of the keys' bias. */
    private static final double VANISHING = 2e-7;

    /** Relative to the largest feature: half the way, at lengths of one. */
    private static final double FEATURES = 5e-6;

    /** By how the towers are recorded; each takes a thousand runs of the oracle. */
    private static final Map<String, Map<String, double[]>> DIFFERENCES = new ConcurrentHashMap<>();

    @EngineTest
    void gradientsAreDerivativesOfTheLoss(Supplier<Engine> engine) {
        check(engine, false, false, 1);
    }

    @EngineTest
    void gradientsOfPooledTowersAreDerivativesOfTheLoss(Supplier<Engine> engine) {
        check(engine, true, false, 1);
    }

    @EngineTest
    void gradientsWithGroupsAreDerivativesOfTheLoss(Supplier<Engine> engine) {
        check(engine, true, true, 1);
    }

    @EngineTest
    void gradientsDoNotDependOnEarlierRuns(Supplier<Engine> engine) {
        check(engine, true, true, 3);
    }

    @EngineTest
    void accumulatingTapesAddTheirGradients(Supplier<Engine> engines) {
        try (Engine engine = engines.get()) {
            Map<String, float[]> once = gradients(engine, new TwoTowers(), Tape.training(), true, false, 1);
            Map<String, float[]> summed = gradients(engine, new TwoTowers(), Tape.accumulating(), true, false, 3);
            once.forEach((name, gradient) -> {
                double[] expected = new double[gradient.length];
                Arrays.setAll(expected, i -> 3.0 * gradient[i]);
                compare(engine, name, summed.getOrDefault(name, new float[0]), expected, 1e-5, 1e-5);
            });
        }
    }

    @EngineTest
    void checkpointedBlocksGiveTheSameBits(Supplier<Engine> engines) {
        for (boolean pooled : new boolean[] {false, true}) {
            sameBitsWhereCheckpointed(engines, Tape::training, pooled, 2);
            sameBitsWhereCheckpointed(engines, Tape::accumulating, pooled, 3);
        }
    }

    @EngineTest
    void inferenceTapesComputeTheSameFeatures(Supplier<Engine> engines) {
        for (boolean pooled : new boolean[] {false, true}) {
            Oracle oracle = new Oracle();
            TwoTowers.Recording expected = run(oracle, Tape.training(), pooled);
            try (Engine engine = engines.get()) {
                TwoTowers.Recording actual = run(engine, Tape.inference(), pooled);
                compareFeatures(engine, oracle, actual.imageFeatures(), expected.imageFeatures());
                compareFeatures(engine, oracle, actual.textFeatures(), expected.textFeatures());
            }
        }
    }

    private static void check(Supplier<Engine> engines, boolean pooled, boolean grouped, int runs) {
        Map<String, double[]> expected = DIFFERENCES.computeIfAbsent(
                (pooled ? "pooled " : "") + (grouped ? "grouped" : ""), key -> differences(pooled, grouped));
        double largest = expected.values().stream()
                .mapToDouble(NetworkContractTest::largest)
                .max()
                .orElseThrow();
        try (Engine engine = engines.get()) {
            Map<String, float[]> actual = gradients(engine, new TwoTowers(), Tape.training(), pooled, grouped, runs);
            assertThat(actual).containsOnlyKeys(expected.keySet());
            actual.forEach((name, gradient) -> compare(
                    engine, name, gradient, expected.getOrDefault(name, new double[0]), GRADIENT, VANISHING * largest));
        }
    }

    private static void sameBitsWhereCheckpointed(
            Supplier<Engine> engines, Supplier<Tape> tapes, boolean pooled, int runs) {
        try (Engine engine = engines.get()) {
            Map<String, float[]> kept = gradients(engine, new TwoTowers(), tapes.get(), pooled, true, runs);
            Tape tape = tapes.get();
            tape.checkpointBlocks();
            gradients(engine, new TwoTowers(), tape, pooled, true, runs)
                    .forEach((name, gradient) -> assertThat(gradient)
                            .as("%s: %s, pooled %s", engine.name(), name, pooled)
                            .containsExactly(kept.getOrDefault(name, new float[0])));
        }
    }

    /** Each parameter's gradient by central differences on the oracle. */
    private static Map<String, double[]> differences(boolean pooled, boolean grouped) {
        Oracle oracle = new Oracle();
        TwoTowers towers = new TwoTowers();
        towers.initialize(oracle);
        Tape tape = Tape.training();
        TwoTowers.Recording recording = towers.record(tape, pooled, grouped);
        Program program = Program.compile(tape, oracle);
        recording.write(oracle);
        DoubleSupplier loss = () -> {
            program.run();
            return oracle.values(recording.loss().storage())[0];
        };
        Map<String, double[]> gradients = new LinkedHashMap<>();
        for (Parameters.Entry entry : towers.parameters().entries()) {
            double[] values = oracle.values(entry.tensor().storage());
            double[] gradient = new double[values.length];
            Arrays.setAll(gradient, i -> Differences.derivative(loss, values, i));
            gradients.put(entry.name(), gradient);
        }
        return gradients;
    }

    /** Each parameter's gradient as {@code engine} computes it by the tape's backward pass. */
    private static Map<String, float[]> gradients(
            Engine engine, TwoTowers towers, Tape tape, boolean pooled, boolean grouped, int runs) {
        towers.initialize(engine);
        Parameters.Block block = towers.parameters().mirror("gradient", engine);
        for (Parameters.Entry entry : towers.parameters().entries()) {
            tape.gradientOf(entry.tensor().storage(), gradient(block, entry).storage());
        }
        TwoTowers.Recording recording = towers.record(tape, pooled, grouped);
        tape.backward();
        Program program = Program.compile(tape, engine);
        recording.write(engine);
        for (int i = 0; i < runs; i++) {
            program.run();
        }
        Map<String, float[]> gradients = new LinkedHashMap<>();
        for (Parameters.Entry entry : towers.parameters().entries()) {
            gradients.put(entry.name(), read(engine, gradient(block, entry)));
        }
        return gradients;
    }

    private static TwoTowers.Recording run(Engine engine, Tape tape, boolean pooled) {
        TwoTowers towers = new TwoTowers();
        towers.initialize(engine);
        TwoTowers.Recording recording = towers.record(tape, pooled, false);
        Program program = Program.compile(tape, engine);
        recording.write(engine);
        program.run();
        return recording;
    }

    private static void compareFeatures(Engine engine, Oracle oracle, Tensor actual, Tensor expected) {
        compare(engine, actual.name(), read(engine, actual), oracle.values(expected.storage()), FEATURES, 0);
    }

    private static void compare(
            Engine engine, String name, float[] actual, double[] expected, double relative, double absolute) {
        assertThat(actual).hasSameSizeAs(expected);
        double tolerance = relative * largest(expected) + absolute;
        for (int i = 0; i < expected.length; i++) {
            assertThat(Math.abs(actual[i] - expected[i]) <= tolerance)
                    .as(
                            "%s: %s[%d]: %s, expected %s within %s",
                            engine.name(), name, i, actual[i], expected[i], tolerance)
                    .isTrue();
        }
    }

    private static Tensor gradient(Parameters.Block block, Parameters.Entry entry) {
        return Objects.requireNonNull(block.tensors().get(entry.name()));
    }

    private static float[] read(Engine engine, Tensor tensor) {
        float[] values = new float[Math.toIntExact(tensor.shape().elements())];
        engine.read(tensor, values);
        return values;
    }

    private static double largest(double[] values) {
        return Arrays.stream(values).map(Math::abs).max().orElse(0);
    }
}
