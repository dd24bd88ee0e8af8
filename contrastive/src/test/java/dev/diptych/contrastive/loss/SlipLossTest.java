package dev.diptych.contrastive.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.nd4j.Nd4jEngine;
import dev.diptych.nn.onednn.OneDnnEngine;
import dev.diptych.nn.program.Program;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The loss of views against its formula, with what stands beside it held still. */
final class SlipLossTest {
    private static final int BATCH = 5;
    private static final int WIDTH = 6;
    private static final double WEIGHT = 0.7;
    private static final double TEMPERATURE = 0.25;

    /** Some tens of float32 terms of size one or so, by a scale of four. */
    private static final double ROUNDING = 2e-6;

    static Stream<Named<Supplier<Engine>>> engines() {
        return Stream.of(Named.of("nd4j", Nd4jEngine::new), Named.of("onednn", OneDnnEngine::new));
    }

    @ParameterizedTest
    @MethodSource("engines")
    void lossAndGradientAreThoseOfTheFormula(Supplier<Engine> engines) {
        try (Engine engine = engines.get()) {
            Tape tape = Tape.training();
            Tensor image = tape.input("image", DType.FLOAT32, BATCH, WIDTH);
            Tensor text = tape.input("text", DType.FLOAT32, BATCH, WIDTH);
            Tensor scale = tape.input("scale", DType.FLOAT32, 1);
            Tensor views = tape.input("views", DType.FLOAT32, BATCH, 2 * WIDTH);
            Tensor gradient = tape.output("gradient of views", BATCH, 2 * WIDTH);
            tape.leaf(views, gradient);
            Tensor loss = tape.output("loss", 1);
            Pairs pairs = new Pairs(image, text, null, scale, null).withViews(views);
            new SlipLoss(new ClipLoss(0), WEIGHT, TEMPERATURE).record(tape, pairs, 1, loss);
            tape.backward();
            Program program = Program.compile(tape, engine);
            float[] same = new float[BATCH * WIDTH]; // all alike: the loss of guessing
            engine.write(image, same);
            engine.write(text, same);
            engine.write(scale, new float[] {1});
            float[] at = values(new Random(4));
            engine.write(views, at);
            program.run();
            assertThat(read(engine, loss)[0]).isCloseTo((float) (Math.log(BATCH) + WEIGHT * naive(at)), within(2e-6f));
            double[] expected = differences(at);
            float[] actual = read(engine, gradient);
            for (int i = 0; i < at.length; i++) {
                assertThat((double) actual[i]).as("gradient %d", i).isCloseTo(WEIGHT * expected[i], within(ROUNDING));
            }
        }
    }

    @Test
    void refusesWhatItCannotBe() {
        Loss plain = new ClipLoss(0);
        assertThatThrownBy(() -> new SlipLoss(plain, 0, 0.1))
                .hasMessage("loss: simclr: weight 0.0, temperature 0.1, expected both above 0");
        assertThatThrownBy(() -> new SlipLoss(new SlipLoss(plain, 1, 1), 1, 1))
                .hasMessage("loss: views beside views, expected them once");
        Tape tape = Tape.training();
        Tensor features = tape.input("features", DType.FLOAT32, 40_000, 2);
        Pairs pairs = new Pairs(features, features, null, tape.input("scale", DType.FLOAT32, 1), null);
        Tensor loss = tape.output("loss", 1);
        SlipLoss slip = new SlipLoss(plain, 1, 0.1);
        assertThatThrownBy(() -> slip.record(tape, pairs, 1, loss))
                .hasMessage("loss: simclr: no views, expected two of each image");
        assertThatThrownBy(() -> slip.record(tape, pairs.withViews(features), 1, loss))
                .hasMessage("loss: simclr: 40000 pairs in a step, expected at most 32767, whose similarities fit one"
                        + " matrix");
    }

    /** SimCLR's equation 1, the mean over both views of every image. */
    private static double naive(float[] views) {
        double sum = 0;
        for (int i = 0; i < 2 * BATCH; i++) { // row i of [2 B, W]: view i % 2 of image i / 2
            double all = 0;
            for (int k = 0; k < 2 * BATCH; k++) {
                all += k == i ? 0 : Math.exp(similarity(views, i, k) / TEMPERATURE);
            }
            sum += Math.log(all) - similarity(views, i, i ^ 1) / TEMPERATURE;
        }
        return sum / (2 * BATCH);
    }

    private static double similarity(float[] views, int i, int j) {
        double product = 0;
        for (int d = 0; d < WIDTH; d++) {
            product += (double) views[i * WIDTH + d] * views[j * WIDTH + d];
        }
        return product;
    }

    private static double[] differences(float[] at) {
        double[] gradient = new double[at.length];
        for (int i = 0; i < at.length; i++) {
            float value = at[i];
            float above = value + 1e-3f;
            float below = value - 1e-3f;
            at[i] = above;
            double high = naive(at);
            at[i] = below;
            gradient[i] = (high - naive(at)) / ((double) above - below);
            at[i] = value;
        }
        return gradient;
    }

    private static float[] values(Random random) {
        float[] values = new float[2 * BATCH * WIDTH];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextDouble() - 0.5);
        }
        return values;
    }

    private static float[] read(Engine engine, Tensor tensor) {
        float[] values = new float[Math.toIntExact(tensor.shape().elements())];
        engine.read(tensor, values);
        return values;
    }
}
