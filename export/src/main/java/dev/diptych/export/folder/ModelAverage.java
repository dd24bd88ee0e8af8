package dev.diptych.export.folder;

import dev.diptych.export.description.Architecture;
import dev.diptych.export.description.ModelDescription;
import dev.diptych.export.description.ModelFolderException;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.export.model.ModelFamily;
import dev.diptych.export.safetensors.TensorValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Models of one kind, averaged tensor by tensor (model soups: Wortsman et al. 2022; with two of them WiSE-FT: Wortsman et al.
 * 2022b). Sums are in double.
 */
public final class ModelAverage implements ModelWeights {
    private static final double ROUNDING = 1e-6;

    private final List<ModelFolder> models;
    private final List<Double> weights;

    /**
     * @param models one at least
     * @param weights of each, together 1; beyond 0 to 1 the average lies outside of the models
     * @throws ModelFolderException if one differs from the first in its model, its images or its tokenizer
     * @throws IllegalArgumentException if the weights are not such
     */
    public ModelAverage(List<ModelFolder> models, List<Double> weights) {
        this.models = List.copyOf(models);
        this.weights = List.copyOf(weights);
        if (models.isEmpty() || models.size() != weights.size()) {
            throw new IllegalArgumentException("average: " + weights.size() + " weights of " + models.size()
                    + " models, expected one for each model");
        }
        double sum = weights.stream().mapToDouble(Double::doubleValue).sum();
        if (!(Math.abs(sum - 1) <= ROUNDING)) {
            throw new IllegalArgumentException(
                    "average: weights " + weights + " add up to " + (float) sum + ", expected 1");
        }
        for (ModelFolder model : models) {
            requireAlike(model, models.get(0));
        }
    }

    private static void requireAlike(ModelFolder model, ModelFolder first) {
        ModelDescription own = model.description();
        ModelDescription asked = first.description();
        require(model, first, "model", Architecture.of(own.config()), Architecture.of(asked.config()));
        require(model, first, "loss", own.family(), asked.family());
        require(model, first, "preprocessing", own.preprocessing(), asked.preprocessing());
        require(
                model,
                first,
                "context length",
                own.config().text().contextLength(),
                asked.config().text().contextLength());
        if (model.hasTokenizer() && first.hasTokenizer()) {
            require(
                    model,
                    first,
                    "tokenizer",
                    model.tokenizer(null).hash(),
                    first.tokenizer(null).hash());
        }
    }

    private static void require(ModelFolder model, ModelFolder first, String what, Object actual, Object expected) {
        if (!Objects.equals(actual, expected)) {
            throw new ModelFolderException(
                    model.folder(),
                    "its " + what + " is " + actual + ", expected " + expected + " as that of " + first.folder());
        }
    }

    @Override
    public ModelDescription description() {
        return models.get(0).description();
    }

    @Override
    public void read(ModelConfig config, ModelFamily family, Consumer<TensorValues> use) {
        read(config, family, new ArrayList<>(), use);
    }

    /** Opens one model more, within those that are open. */
    private void read(ModelConfig config, ModelFamily family, List<TensorValues> open, Consumer<TensorValues> use) {
        if (open.size() == models.size()) {
            use.accept(name -> mean(open, name));
            return;
        }
        models.get(open.size()).read(config, family, values -> {
            open.add(values);
            read(config, family, open, use);
        });
    }

    private float[] mean(List<TensorValues> open, String name) {
        float[] first = open.get(0).of(name);
        double[] sums = new double[first.length];
        for (int model = 0; model < open.size(); model++) {
            float[] values = model == 0 ? first : open.get(model).of(name);
            double weight = weights.get(model);
            for (int i = 0; i < sums.length; i++) {
                sums[i] += weight * values[i];
            }
        }
        float[] mean = new float[sums.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (float) sums[i];
            if (Float.isInfinite(mean[i]) && Double.isFinite(sums[i])) {
                throw new ModelFolderException(
                        models.get(0).folder(),
                        "tensor " + name + " becomes infinite, expected a finite average; choose weights from 0 to 1");
            }
        }
        return mean;
    }
}
