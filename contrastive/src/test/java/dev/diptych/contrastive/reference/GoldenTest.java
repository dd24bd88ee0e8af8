package dev.diptych.contrastive.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.diptych.contrastive.step.StepOptions;
import dev.diptych.nn.engine.Engine;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The product in float32, from weights in a file, against PyTorch in float64: embeddings, logits, loss, gradients. */
final class GoldenTest {
    private static final double RELATIVE = 1e-4;

    /** Numbers smaller than this part of what they are made of are differences of larger ones. */
    private static final double SMALLEST = 1e-2;

    private static Stream<Arguments> cases() {
        StepOptions micro = new StepOptions(true, Inputs.PAIRS);
        return Golden.MADE_WITH_PYTORCH.stream()
                .flatMap(golden -> Arrays.stream(Engines.values())
                        .flatMap(engine -> Stream.of(StepOptions.DEFAULT, micro)
                                .map(options -> Arguments.of(golden, engine, options))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void productAgreesWithPyTorch(Golden golden, Engines engines, StepOptions options) {
        Inputs inputs = golden.inputs();
        JsonNode expected = golden.expected();
        try (Engine engine = engines.get()) {
            Product product = Product.open(golden.folder(), engine);
            Matrix images = product.images(inputs);
            Matrix texts = product.texts(inputs);
            close("images", images, golden.expected("image_embeddings"), 1);
            close("texts", texts, golden.expected("text_embeddings"), 1);
            close("logits", product.logits(images, texts), golden.expected("logits"), Math.exp(product.logScale()));
            Product.Step step = product.step(inputs, options);
            close("loss", step.loss(), expected.path("loss").doubleValue());
            Map<String, Double> norms = new LinkedHashMap<>();
            expected.path("gradient_norms")
                    .properties()
                    .forEach(norm -> norms.put(norm.getKey(), norm.getValue().doubleValue()));
            assertThat(step.gradientNorms()).containsOnlyKeys(norms.keySet());
            step.gradientNorms().forEach((name, norm) -> close(name, norm, norms.getOrDefault(name, 0.0)));
        }
    }

    @ParameterizedTest
    @FieldSource("dev.diptych.contrastive.reference.Golden#MADE_WITH_PYTORCH")
    void referenceAgreesWithPyTorch(Golden golden) {
        Architecture architecture = golden.architecture();
        Reference reference = Reference.compute(architecture, new Weights(Part.WHOLE), golden.inputs());
        double tolerance = 1e-9; // float64 sums in other orders, of weights that a last bit may part before float32
        assertThat(reference.images().toArray())
                .containsExactly(golden.expected("image_embeddings").toArray(), within(tolerance));
        assertThat(reference.texts().toArray())
                .containsExactly(golden.expected("text_embeddings").toArray(), within(tolerance));
        assertThat(reference.logits().toArray())
                .containsExactly(golden.expected("logits").toArray(), within(tolerance));
        assertThat(reference.loss()).isCloseTo(golden.expected().path("loss").doubleValue(), within(tolerance));
    }

    @ParameterizedTest
    @FieldSource("dev.diptych.contrastive.reference.Golden#MADE_WITH_PYTORCH")
    void filesHoldTheClosedFormula(Golden golden) {
        Architecture architecture = golden.architecture();
        Inputs inputs = Inputs.of(architecture);
        Weights weights = new Weights(Part.WHOLE);
        Reference.compute(architecture, weights, inputs);
        Map<String, float[]> stored = golden.weights();
        assertThat(stored).containsOnlyKeys(weights.drawn().keySet());
        float lastBit = 0x1p-23f; // of values below two
        stored.forEach((name, values) -> assertThat(values)
                .as(name)
                .containsExactly(weights.drawn().getOrDefault(name, new float[0]), within(lastBit)));
        assertThat(golden.inputs().pixels()).containsExactly(inputs.pixels(), within(lastBit));
        assertThat(golden.inputs().ids()).isDeepEqualTo(inputs.ids());
        assertThat(golden.inputs().ends()).containsExactly(inputs.ends());
    }

    /** @param length of the vectors that the numbers are parts or products of */
    private static void close(String what, Matrix actual, Matrix expected, double length) {
        for (int i = 0; i < expected.rows; i++) {
            for (int j = 0; j < expected.columns; j++) {
                double size = Math.max(SMALLEST * length, Math.abs(expected.at(i, j)));
                assertThat(actual.at(i, j))
                        .as("%s: row %d, column %d", what, i, j)
                        .isCloseTo(expected.at(i, j), within(RELATIVE * size));
            }
        }
    }

    private static void close(String what, double actual, double expected) {
        assertThat(actual).as(what).isCloseTo(expected, within(RELATIVE * Math.abs(expected)));
    }
}
