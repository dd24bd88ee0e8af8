package dev.diptych.nn.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.onednn.OneDnnEngine;
import dev.diptych.nn.optim.Optimizer;
import dev.diptych.nn.optim.OptimizerConfig;
import dev.diptych.nn.optim.Readout;
import dev.diptych.nn.program.Program;
import dev.diptych.nn.tape.Precision;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Tensor;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Steps of two towers and AdamW, one after another: what is kept from step to step is kept right. */
final class TrainingContractTest {
    private static final int STEPS = 20;
    private static final double RATE = 1e-2;
    private static final OptimizerConfig OPTIMISER = OptimizerConfig.adamW(0.9, 0.98, 1e-6, 0.2, 1);

    /** Of the loss, which is 1 or so. Each step's rounding, a few 1e-6 of a gradient, moves weights by that much of the rate. */
    private static final double FLOAT32 = 1e-4;

    /** Of the loss: activations are rounded to 8 bits, by other values in other orders, and steps carry that on. */
    private static final double BFLOAT16 = 5e-2;

    @EngineTest
    void twentyStepsAgreeWithTheReference(Supplier<Engine> engines) {
        compare(engines, Precision.FP32, FLOAT32);
    }

    @EngineTest
    void twentyStepsInBFloat16AgreeWithTheReference(Supplier<Engine> engines) {
        compare(engines, Precision.AMP_BF16, BFLOAT16);
    }

    @EngineTest
    void theSameSeedGivesTheSameBits(Supplier<Engine> engines) {
        for (Precision precision : EnumSet.range(Precision.FP32, Precision.AMP_BF16)) {
            Run first = train(engines, precision, false);
            Run second = train(engines, precision, false);
            assertThat(second.losses).as(precision.option()).containsExactly(first.losses);
            first.parameters.forEach((name, values) ->
                    assertThat(second.parameters.get(name)).as(name).containsExactly(values));
        }
    }

    @EngineTest
    void valuesFetchedAheadAreThoseWritten(Supplier<Engine> engines) {
        assertThat(train(engines, Precision.FP32, true).losses)
                .containsExactly(train(engines, Precision.FP32, false).losses);
    }

    private static void compare(Supplier<Engine> engines, Precision precision, double tolerance) {
        Run actual = train(engines, precision, false);
        Run expected = train(OneDnnEngine::new, precision, false);
        assertThat(expected.losses[STEPS - 1]).as("learns").isLessThan(0.8f * expected.losses[0]);
        for (int step = 0; step < STEPS; step++) {
            assertThat((double) Math.abs(actual.losses[step] - expected.losses[step]))
                    .as("loss of step %d: %s, expected %s", step, actual.losses[step], expected.losses[step])
                    .isLessThanOrEqualTo(tolerance * Math.max(1, expected.losses[0]));
        }
    }

    private static Run train(Supplier<Engine> engines, Precision precision, boolean ahead) {
        try (Engine engine = engines.get()) {
            Engines.assumeComputes(engine, precision.compute());
            TwoTowers towers = new TwoTowers();
            Parameters.Block values = towers.initialize(engine);
            Parameters.Block gradients = towers.parameters().mirror("gradient", engine);
            Optimizer optimiser =
                    new Optimizer(OPTIMISER, engine, towers.parameters(), values, gradients, new Readout(0), List.of());
            Tape tape = Tape.training(precision).on(engine);
            towers.parameters()
                    .entries()
                    .forEach(entry -> tape.gradientOf(
                            entry.tensor().storage(),
                            gradients.tensor(entry.name()).storage()));
            TwoTowers.Recording recording = towers.record(tape, true, false);
            tape.backward();
            Program program = Program.compile(tape, engine);
            recording.write(engine);
            float[] pixels = TwoTowers.pixels();
            float[] losses = new float[STEPS];
            float[] loss = new float[1];
            for (int step = 0; step < STEPS; step++) {
                float[] batch = pixels.clone();
                batch[0] += step % 3;
                if (ahead) {
                    engine.prefetch(recording.images(), batch);
                }
                engine.write(recording.images(), batch);
                program.run();
                engine.read(recording.loss(), loss);
                losses[step] = loss[0];
                optimiser.step(RATE);
            }
            Map<String, float[]> parameters = new LinkedHashMap<>();
            towers.parameters().entries().forEach(entry -> parameters.put(entry.name(), read(engine, entry.tensor())));
            return new Run(losses, parameters);
        }
    }

    private static float[] read(Engine engine, Tensor tensor) {
        float[] values = new float[Math.toIntExact(tensor.shape().elements())];
        engine.read(tensor, values);
        return values;
    }

    private record Run(float[] losses, Map<String, float[]> parameters) {}
}
