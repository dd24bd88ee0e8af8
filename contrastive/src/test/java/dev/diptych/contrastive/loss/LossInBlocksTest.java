package dev.diptych.contrastive.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.engine.PlanningEngine;
import dev.diptych.nn.nd4j.Nd4jEngine;
import dev.diptych.nn.onednn.OneDnnEngine;
import dev.diptych.nn.program.Program;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class LossInBlocksTest {
    private static final int BATCH = 7;
    private static final int WIDTH = 6;
    private static final int[] GROUPS = {0, 1, 2, 0, 3, 1, 0};

    /** Some fifty float32 terms of size one or so, by a scale of seven. */
    private static final double ROUNDING = 2e-6;

    static Stream<Arguments> cases() {
        List<Supplier<Engine>> engines = List.of(OneDnnEngine::new, Nd4jEngine::new);
        return engines.stream()
                .flatMap(engine -> Stream.of(
                                new ClipLoss(0),
                                new ClipLoss(0.2),
                                new SiglipLoss(),
                                new MatryoshkaLoss(new ClipLoss(0.1), List.of(2, 4, WIDTH)),
                                new MatryoshkaLoss(new SiglipLoss(), List.of(3, WIDTH)))
                        .flatMap(loss -> Stream.of(false, true).map(masked -> Arguments.of(engine, loss, masked))));
    }

    /** The whole matrix in double precision, its gradient by central differences; and the whole matrix on the same engine. */
    @ParameterizedTest
    @MethodSource("cases")
    void lossAndGradientsAreThoseOfTheWholeMatrix(Supplier<Engine> engines, Loss loss, boolean masked) {
        double[] at = point();
        NaiveLoss naive = new NaiveLoss(loss, BATCH, WIDTH, masked ? GROUPS : null);
        double[] expected = naive.gradient(at);
        try (Engine engine = engines.get()) {
            for (int rows : new int[] {BATCH, 1, 2, 3, 6}) {
                Recorded recorded = new Recorded(loss, masked, BATCH, WIDTH, rows);
                double[] actual = recorded.run(engine, at);
                assertThat(actual[0]).as("loss, %d rows", rows).isCloseTo(naive.of(at), within(ROUNDING));
                assertThat(Arrays.copyOfRange(actual, 1, actual.length))
                        .as("gradient, %d rows", rows)
                        .containsExactly(expected, within(ROUNDING));
            }
        }
    }

    @Test
    void takesTheMemoryOfOneBlock() {
        long small = new Recorded(new ClipLoss(0), false, 1000, 4, 10).activationBytes();
        long large = new Recorded(new ClipLoss(0), false, 2000, 4, 5).activationBytes();
        assertThat(small).isBetween(2 * 4L * 1000 * 10, 2 * 4L * 1000 * 10 + 50_000);
        assertThat(large).isBetween(2 * 4L * 2000 * 5, 2 * 4L * 2000 * 5 + 100_000);
    }

    private static double[] point() {
        Random random = new Random(5);
        double[] at = new double[2 * BATCH * WIDTH + 2];
        for (int row = 0; row < 2 * BATCH; row++) {
            double[] values = random.doubles(WIDTH, -1, 1).toArray();
            double norm = Math.sqrt(Arrays.stream(values).map(v -> v * v).sum());
            for (int k = 0; k < WIDTH; k++) {
                at[row * WIDTH + k] = (float) (values[k] / norm);
            }
        }
        at[at.length - 2] = 2;
        at[at.length - 1] = -1.5;
        return at;
    }

    /** A loss with the gradient of all that it is a function of. */
    private static final class Recorded {
        private final Tape tape = Tape.training();
        private final List<Tensor> inputs = new ArrayList<>();
        private final List<Tensor> gradients = new ArrayList<>();
        private final Tensor groups;
        private final Tensor loss;

        Recorded(Loss loss, boolean masked, int batch, int width, int rows) {
            this.groups = tape.input("groups", DType.INT32, batch);
            this.loss = tape.output("loss", 1);
            Pairs pairs = new Pairs(
                            input("image", batch, width),
                            input("text", batch, width),
                            masked ? groups : null,
                            input("scale", 1),
                            input("bias", 1))
                    .inRows(rows);
            loss.record(tape, pairs, 1, this.loss);
            tape.backward();
        }

        private Tensor input(String name, int... sizes) {
            Tensor input = tape.input(name, DType.FLOAT32, sizes);
            Tensor gradient = tape.output("gradient of " + name, sizes);
            tape.leaf(input, gradient);
            inputs.add(input);
            gradients.add(gradient);
            return input;
        }

        long activationBytes() {
            try (Engine engine = new PlanningEngine()) {
                return Program.compile(tape, engine).activationBytes();
            }
        }

        /** The loss, then its gradient. */
        double[] run(Engine engine, double[] at) {
            Program program = Program.compile(tape, engine);
            if (groups.storage().placed()) {
                engine.write(groups, GROUPS);
            }
            int from = 0;
            for (Tensor input : inputs) {
                int size = (int) input.shape().elements();
                if (input.storage().placed()) {
                    engine.write(input, floats(Arrays.copyOfRange(at, from, from + size)));
                }
                from += size;
            }
            program.run();
            List<Tensor> outputs = new ArrayList<>(gradients);
            outputs.add(0, loss);
            return outputs.stream()
                    .flatMapToDouble(output -> Arrays.stream(read(engine, output)))
                    .toArray();
        }

        /** Zeros where nothing is computed: a bias that the loss does not know. */
        private static double[] read(Engine engine, Tensor tensor) {
            float[] values = new float[(int) tensor.shape().elements()];
            if (tensor.storage().placed()) {
                engine.read(tensor, values);
            }
            double[] doubles = new double[values.length];
            Arrays.setAll(doubles, i -> values[i]);
            return doubles;
        }

        private static float[] floats(double[] values) {
            float[] floats = new float[values.length];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = (float) values[i];
            }
            return floats;
        }
    }
}
