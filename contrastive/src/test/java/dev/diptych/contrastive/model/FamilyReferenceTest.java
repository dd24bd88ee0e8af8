package dev.diptych.contrastive.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.diptych.contrastive.loss.LossKind;
import dev.diptych.contrastive.step.Batch;
import dev.diptych.contrastive.step.StepOptions;
import dev.diptych.contrastive.step.TrainingSteps;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.export.model.ModelConfigJson;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.nd4j.Nd4jEngine;
import dev.diptych.nn.onednn.OneDnnEngine;
import dev.diptych.nn.tensor.Role;
import dev.diptych.nn.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Towers of each kind against open_clip's and timm's own modules in float64: {@code src/test/reference/family.py} made
 * the numbers and says how.
 */
final class FamilyReferenceTest {
    private static final int BATCH = 3;
    private static final int CONTEXT = 6;
    private static final int[] IDS = {9, 3, 1, 10, 0, 0, 9, 5, 4, 2, 8, 10, 9, 10, 0, 0, 0, 0};
    private static final int[] ENDS = {3, 5, 1};

    /** Of unit features: float32 on the way through two blocks. */
    private static final float FEATURES = 2e-6f;

    /** Relative; and to the largest norm of all, for gradients that vanish, as those of the keys' biases do. */
    private static final double GRADIENTS = 1e-4;

    private static final double VANISHING = 1e-6;

    static Stream<Named<JsonNode>> cases() throws IOException {
        try (InputStream stream = FamilyReferenceTest.class.getResourceAsStream("family.json")) {
            JsonNode all = new ObjectMapper().readTree(Objects.requireNonNull(stream));
            return StreamSupport.stream(all.spliterator(), false)
                    .map(one -> Named.of(one.path("name").asText(), one));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesOnTheFastEngine(JsonNode reference) throws InterruptedException {
        check(OneDnnEngine::new, reference);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesOnTheReferenceEngine(JsonNode reference) throws InterruptedException {
        check(Nd4jEngine::new, reference);
    }

    private static void check(Supplier<Engine> engines, JsonNode reference) throws InterruptedException {
        ModelConfig config = ModelConfigJson.read("reference", reference.path("config"));
        try (Engine engine = engines.get()) {
            ClipModel model = new ClipModel(config, LossKind.SIGLIP, engine);
            model.initialize(0);
            fill(model);
            float[] images = images();
            compare(image(model, images), reference.path("image"));
            compare(text(model), reference.path("text"));
            Parameters.Block gradients = model.parameters().mirror("gradient", engine);
            TrainingSteps steps = new TrainingSteps(model, BATCH, false, gradients, StepOptions.DEFAULT);
            steps.run(part -> new Batch(images, IDS, ENDS, new int[BATCH], CONTEXT));
            assertThat(steps.loss()).isCloseTo((float) reference.path("loss").asDouble(), within(1e-5f));
            compareGradients(engine, model, gradients, reference.path("gradient_norms"));
        }
    }

    private static float[] image(ClipModel model, float[] images) {
        float[] features = new float[BATCH * model.config().embedDim()];
        model.imageEncoder(BATCH).encode(images, features);
        return features;
    }

    private static float[] text(ClipModel model) {
        float[] features = new float[BATCH * model.config().embedDim()];
        model.textEncoder(BATCH, CONTEXT).encode(IDS, ENDS, features);
        return features;
    }

    private static void compare(float[] actual, JsonNode expected) {
        double[] values = StreamSupport.stream(expected.spliterator(), false)
                .flatMap(row -> StreamSupport.stream(row.spliterator(), false))
                .mapToDouble(JsonNode::asDouble)
                .toArray();
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        assertThat(actual).containsExactly(floats, within(FEATURES));
    }

    private static void compareGradients(
            Engine engine, ClipModel model, Parameters.Block gradients, JsonNode expected) {
        double largest = StreamSupport.stream(expected.spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .max()
                .orElseThrow();
        for (Map.Entry<String, JsonNode> norm : expected.properties()) {
            double value = norm.getValue().asDouble();
            assertThat(norm(engine, gradients.tensor(norm.getKey())))
                    .as(norm.getKey())
                    .isCloseTo(value, within(GRADIENTS * value + VANISHING * largest));
        }
        assertThat(model.parameters().entries().stream()
                        .filter(entry -> entry.tensor().storage().role() == Role.PARAMETER))
                .hasSize(expected.size());
    }

    private static double norm(Engine engine, Tensor tensor) {
        float[] values = new float[Math.toIntExact(tensor.shape().elements())];
        engine.read(tensor, values);
        double squares = 0;
        for (float value : values) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares);
    }

    /** Value i of a tensor is 0.25 sin(1.7 (i + 1) + k), k being the sum of its name's bytes; one more for scales. */
    private static void fill(ClipModel model) {
        for (Parameters.Entry entry : model.parameters().entries()) {
            Tensor tensor = entry.tensor();
            String name = entry.name();
            if (tensor.storage().role() != Role.PARAMETER || name.startsWith("logit_")) {
                continue;
            }
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            int k = 0;
            for (byte b : bytes) {
                k += b;
            }
            boolean scale = tensor.shape().rank() == 1 && (name.endsWith("weight") || name.endsWith("gamma"));
            float[] values = new float[Math.toIntExact(tensor.shape().elements())];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (0.25 * Math.sin(1.7 * (i + 1) + k) + (scale ? 1 : 0));
            }
            model.engine().write(tensor, values);
        }
    }

    private static float[] images() {
        double[] values = new double[BATCH * 3 * 16 * 16];
        Arrays.setAll(values, i -> Math.sin(0.3 * Math.pow(i, 1.1)));
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
