package dev.diptych.contrastive.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.diptych.contrastive.checkpoint.Checkpoint;
import dev.diptych.contrastive.loss.LossKind;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.step.Batch;
import dev.diptych.contrastive.step.StepInput;
import dev.diptych.contrastive.step.StepOptions;
import dev.diptych.contrastive.step.TrainingSteps;
import dev.diptych.export.model.ModelConfigJson;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.tape.Precision;
import dev.diptych.nn.tensor.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The product's model under test: the one place that calls it. */
final class Product {
    private final ClipModel model;

    private Product(ClipModel model) {
        this.model = model;
    }

    private static ClipModel model(JsonNode config, Precision precision, Engine engine) {
        LossKind loss = Architecture.read(config).sigmoid() ? LossKind.SIGLIP : LossKind.CLIP;
        return new ClipModel(ModelConfigJson.read("golden", config), loss, precision, engine);
    }

    /** The float32 model of a folder, whatever its layout. */
    static Product open(Path folder, Engine engine) {
        return new Product(Checkpoint.open(folder).load(engine, Precision.FP32));
    }

    /** A model with its own first values. */
    static Product initialized(JsonNode config, Precision precision, Engine engine) {
        ClipModel model = model(config, precision, engine);
        model.initialize(1);
        return new Product(model);
    }

    /**
     * A model whose every parameter is given its values.
     *
     * @param config open_clip's model configuration
     * @param weights exactly the model's parameters
     */
    static Product of(JsonNode config, Precision precision, Engine engine, Map<String, float[]> weights) {
        ClipModel model = model(config, precision, engine);
        Parameters.Block parameters = model.values();
        assertThat(weights).containsOnlyKeys(parameters.tensors().keySet());
        weights.forEach((name, values) -> {
            assertThat(parameters.tensor(name).shape().elements()).as(name).isEqualTo(values.length);
            engine.write(parameters.tensor(name), values);
        });
        return new Product(model);
    }

    float[] parameter(String name) {
        return read(model.values().tensor(name));
    }

    /** Unit rows, an image each. */
    Matrix images(Inputs inputs) {
        float[] out = new float[Inputs.PAIRS * model.config().embedDim()];
        model.imageEncoder(Inputs.PAIRS).encode(inputs.pixels(), out);
        return rows(out);
    }

    /** Unit rows, a caption each. */
    Matrix texts(Inputs inputs) {
        float[] out = new float[Inputs.PAIRS * model.config().embedDim()];
        int tokens = model.config().text().contextLength();
        model.textEncoder(Inputs.PAIRS, tokens).encode(inputs.allIds(), inputs.ends(), out);
        return rows(out);
    }

    double logScale() {
        return model.logScale();
    }

    /** Logits by the model's own scale and bias. */
    Matrix logits(Matrix images, Matrix texts) {
        double bias = model.loss() == LossKind.SIGLIP ? parameter("logit_bias")[0] : 0;
        return Losses.logits(images, texts, model.logScale(), bias);
    }

    /** One step that changes no parameter. */
    Step step(Inputs inputs, StepOptions options) {
        Parameters.Block gradients = model.parameters().mirror("gradient", model.engine());
        TrainingSteps steps = new TrainingSteps(model, Inputs.PAIRS, false, gradients, options);
        Batch batch =
                new Batch(inputs.pixels(), inputs.allIds(), inputs.ends(), new int[Inputs.PAIRS], inputs.longest());
        try {
            steps.run(StepInput.of(batch, options.accumulation()));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        Map<String, Double> norms = new LinkedHashMap<>();
        gradients.tensors().forEach((name, gradient) -> norms.put(name, norm(read(gradient))));
        return new Step(steps.loss(), norms);
    }

    /**
     * What a step gave.
     *
     * @param gradientNorms the Euclidean length of each parameter's gradient
     */
    record Step(double loss, Map<String, Double> gradientNorms) {}

    private float[] read(Tensor tensor) {
        float[] values = new float[Math.toIntExact(tensor.shape().elements())];
        model.engine().read(tensor, values);
        return values;
    }

    private static double norm(float[] values) {
        double squares = 0;
        for (float value : values) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares);
    }

    private static Matrix rows(float[] values) {
        return new Matrix(Inputs.PAIRS, values.length / Inputs.PAIRS, Weights.widened(values));
    }
}
