package dev.diptych.nn.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.op.loss.InfoNce;
import dev.diptych.nn.op.loss.SigmoidLoss;
import dev.diptych.nn.op.update.AdamWStep;
import dev.diptych.nn.program.Program;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Role;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;
import java.util.function.Supplier;

/** Losses, their gradients and AdamW against numbers that open_clip's and PyTorch's own code computed in float64. */
final class ReferenceNumbersTest {
    /**
     * Features and their products are rounded to 2^-24, three or four times over; a logit of size ten is off by 3e-6, and
     * so, relatively, is what the exponentials yield.
     */
    private static final double TOLERANCE = 1e-5;

    /** The same for logits of size 100. */
    private static final double AT_SCALE_100 = 1e-4;

    /** Below this float32 does not resolve the logarithm of a sum just above one. */
    private static final double LOGARITHM = 0x1p-23;

    private record Clip(
            int pairs,
            int width,
            double loss,
            double lossAt100,
            double imageGradientNorm,
            double imageGradient,
            double textGradient,
            double byScale,
            double byLogScale) {}

    private static final List<Clip> CLIP = List.of(
            new Clip(
                    4,
                    8,
                    0.030601845189132115,
                    9.185316720561332e-07,
                    0.44701842794093777,
                    0.0009062975427644875,
                    0.0012790165859397097,
                    -0.004114188820030871,
                    -0.05877412600044101),
            new Clip(
                    8,
                    16,
                    4.001475197150332,
                    25.70303398986825,
                    4.059274139895606,
                    0.01697363283035889,
                    0.0449814987083501,
                    0.23314816665466107,
                    3.3306880950665865));

    /** At scale ten and bias minus ten. */
    private record Siglip(
            int pairs,
            int width,
            double loss,
            double imageGradientNorm,
            double imageGradient,
            double byScale,
            double byBias) {}

    private static final List<Siglip> SIGLIP = List.of(
            new Siglip(
                    4,
                    8,
                    1.6379364097866425,
                    3.9085528992814167,
                    -0.36627644185314695,
                    -0.6531946323541005,
                    -0.7631367911249878),
            new Siglip(
                    8,
                    16,
                    7.386619215548165,
                    3.373009808429256,
                    -0.1552078673536522,
                    -0.2193867175676053,
                    -0.9423783293358249));

    @EngineTest
    void infoNceMatchesOpenClip(Supplier<Engine> engines) {
        for (Clip c : CLIP) {
            try (Engine engine = engines.get()) {
                Run run = new Run(engine, c.pairs, c.width, 1 / 0.07, 0, false);
                assertThat(run.loss).isCloseTo(c.loss, within(TOLERANCE * Math.max(1, c.loss)));
                assertThat(norm(run.byImages)).isCloseTo(c.imageGradientNorm, within(TOLERANCE * c.imageGradientNorm));
                assertThat((double) run.byImages[0])
                        .isCloseTo(c.imageGradient, within(TOLERANCE * c.imageGradientNorm));
                assertThat((double) run.byTexts[0]).isCloseTo(c.textGradient, within(TOLERANCE * c.imageGradientNorm));
                assertThat(run.byLogScale)
                        .isCloseTo(c.byLogScale, within(TOLERANCE * Math.max(1, Math.abs(c.byLogScale))));
                assertThat(run.byLogScale * 0.07)
                        .isCloseTo(c.byScale, within(TOLERANCE * Math.max(1, Math.abs(c.byScale))));
            }
        }
    }

    @EngineTest
    void infoNceMatchesOpenClipAtTheLargestScale(Supplier<Engine> engines) {
        for (Clip c : CLIP) {
            try (Engine engine = engines.get()) {
                Run run = new Run(engine, c.pairs, c.width, 100, 0, false);
                assertThat(run.loss).isCloseTo(c.lossAt100, within(AT_SCALE_100 * c.lossAt100 + LOGARITHM));
            }
        }
    }

    @EngineTest
    void sigmoidLossMatchesBigVision(Supplier<Engine> engines) {
        for (Siglip c : SIGLIP) {
            try (Engine engine = engines.get()) {
                Run run = new Run(engine, c.pairs, c.width, 10, -10, true);
                assertThat(run.loss).isCloseTo(c.loss, within(TOLERANCE * c.loss));
                assertThat(norm(run.byImages)).isCloseTo(c.imageGradientNorm, within(TOLERANCE * c.imageGradientNorm));
                assertThat((double) run.byImages[0])
                        .isCloseTo(c.imageGradient, within(TOLERANCE * c.imageGradientNorm));
                assertThat(run.byLogScale / 10).isCloseTo(c.byScale, within(TOLERANCE));
                assertThat(run.byBias).isCloseTo(c.byBias, within(TOLERANCE));
            }
        }
    }

    @EngineTest
    void adamWMatchesPyTorch(Supplier<Engine> engines) {
        float[] gradients = {0.1f, -0.2f, 0.3f};
        double[] trace = {0.99940000499995, 0.9994825908050241, 0.999211956904636};
        try (Engine engine = engines.get()) {
            Tensor parameter = placed(engine, "parameter", 1);
            Tensor gradient = placed(engine, "gradient", 1);
            Tensor schedule = placed(engine, "schedule", 3);
            Tensor factor = placed(engine, "factor", 1);
            engine.write(parameter, new float[] {1});
            engine.write(factor, new float[] {1});
            Tape tape = Tape.inference();
            Tensor moment1 = placed(engine, "moment 1", 1);
            Tensor moment2 = placed(engine, "moment 2", 1);
            tape.record(new AdamWStep(
                    parameter, gradient, moment1, moment2, schedule, factor, factor, 0.9f, 0.98f, 1e-6f, 0.2f, 1));
            Program program = Program.compile(tape, engine);
            for (int step = 0; step < trace.length; step++) {
                engine.write(gradient, new float[] {gradients[step]});
                engine.write(schedule, new float[] {
                    5e-4f, (float) (1 - Math.pow(0.9, step + 1)), (float) (1 - Math.pow(0.98, step + 1))
                });
                program.run();
                // The parameter near one is rounded to 2^-25 twice a step.
                assertThat((double) read(engine, parameter)[0]).isCloseTo(trace[step], within(6 * 0x1p-24));
            }
        }
    }

    /** One pass forward and back from features of the reference's formula, each of them a parameter. */
    private static final class Run {
        private final double loss;
        private final float[] byImages;
        private final float[] byTexts;
        private final double byLogScale;
        private final double byBias;

        Run(Engine engine, int pairs, int width, double scale, double biasValue, boolean sigmoid) {
            Tape tape = Tape.training();
            Tensor images = parameter(engine, "images", features(pairs, width, 0.37, 0.11), pairs, width);
            Tensor texts = parameter(engine, "texts", features(pairs, width, 0.41, 0.13), pairs, width);
            Tensor logScale = parameter(engine, "log scale", new float[] {(float) Math.log(scale)}, 1);
            Tensor bias = parameter(engine, "bias", new float[] {(float) biasValue}, 1);
            List<Tensor> learnt = List.of(images, texts, logScale, bias);
            List<Tensor> gradients = learnt.stream()
                    .map(tensor -> gradient(engine, tape, tensor))
                    .toList();
            Tensor similarities = tape.activation("similarities", pairs, pairs);
            Tensor output = tape.output("loss", 1);
            Tensor dsimilarities = tape.activation("similarity gradient", pairs, pairs);
            Tensor dscale = tape.activation("scale gradient", 1);
            tape.record(Matmul.product(images, false, texts, true, similarities, false));
            tape.record(
                    sigmoid
                            ? new SigmoidLoss(
                                    similarities,
                                    logScale,
                                    bias,
                                    null,
                                    output,
                                    dsimilarities,
                                    dscale,
                                    tape.activation("bias gradient", 1))
                            : new InfoNce(similarities, logScale, null, output, dsimilarities, dscale));
            tape.backward();
            Program.compile(tape, engine).run();
            loss = read(engine, output)[0];
            byImages = read(engine, gradients.get(0));
            byTexts = read(engine, gradients.get(1));
            byLogScale = read(engine, gradients.get(2))[0];
            byBias = read(engine, gradients.get(3))[0];
        }

        /** Rows {@code sin(a (i + 1) (j + 1)) + cos(b (i + 2) + j + 1) / 2}, scaled to unit length in float64. */
        private static float[] features(int pairs, int width, double a, double b) {
            float[] features = new float[pairs * width];
            double[] row = new double[width];
            for (int i = 0; i < pairs; i++) {
                double squares = 0;
                for (int j = 0; j < width; j++) {
                    row[j] = Math.sin(a * (i + 1) * (j + 1)) + 0.5 * Math.cos(b * (i + 2) + (j + 1));
                    squares += row[j] * row[j];
                }
                for (int j = 0; j < width; j++) {
                    features[i * width + j] = (float) (row[j] / Math.sqrt(squares));
                }
            }
            return features;
        }

        private static Tensor parameter(Engine engine, String name, float[] values, int... sizes) {
            Tensor tensor = Tensor.create(name, DType.FLOAT32, Role.PARAMETER, Shape.of(sizes));
            tensor.storage().place(engine.allocate(DType.FLOAT32, values.length), 0);
            engine.write(tensor, values);
            return tensor;
        }

        private static Tensor gradient(Engine engine, Tape tape, Tensor parameter) {
            Tensor gradient =
                    placed(engine, "d " + parameter.name(), parameter.shape().toArray());
            tape.gradientOf(parameter.storage(), gradient.storage());
            return gradient;
        }
    }

    private static Tensor placed(Engine engine, String name, int... sizes) {
        Tensor tensor = Tensor.create(name, DType.FLOAT32, Role.STATE, Shape.of(sizes));
        tensor.storage().place(engine.allocate(DType.FLOAT32, tensor.shape().elements()), 0);
        return tensor;
    }

    private static float[] read(Engine engine, Tensor tensor) {
        float[] values = new float[Math.toIntExact(tensor.shape().elements())];
        engine.read(tensor, values);
        return values;
    }

    private static double norm(float[] values) {
        double squares = 0;
        for (float value : values) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares);
    }
}
