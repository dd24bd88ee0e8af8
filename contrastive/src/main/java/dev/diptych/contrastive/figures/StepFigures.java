package dev.diptych.contrastive.figures;

import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.step.TrainingSteps;
import dev.diptych.nn.layer.Parameters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The figures of a step that is logged: in-batch accuracy both ways, in [0, 1], and the norms of gradients and weights by {@linkplain
 * GroupNorms group}. Nothing that the training computes with is written.
 */
public final class StepFigures {
    /** The share of a batch's images whose own text is the most similar one. */
    public static final String IMAGE_TO_TEXT = "image_to_text_accuracy";

    /** The share of a batch's texts whose own image is the most similar one. */
    public static final String TEXT_TO_IMAGE = "text_to_image_accuracy";

    /** What the names of the norms of gradients begin with, before clipping; the group follows. */
    public static final String GRADIENT_NORM = "grad_norm_";

    /** What the names of the norms of weights begin with; the group follows. */
    public static final String WEIGHT_NORM = "weight_norm_";

    private final TrainingSteps steps;
    private final BatchAccuracy accuracy;
    private final GroupNorms gradients;
    private final GroupNorms weights;

    /**
     * Compiles what computes them.
     *
     * @param gradients what the steps write
     */
    public StepFigures(ClipModel model, Parameters.Block gradients, TrainingSteps steps) {
        this.steps = steps;
        this.accuracy = new BatchAccuracy(model.engine(), steps.imageFeatures(), steps.textFeatures());
        Map<String, List<String>> groups = GroupNorms.of(
                model.values().tensors().keySet(), gradients.tensors().keySet());
        this.gradients = new GroupNorms(model.engine(), gradients, groups);
        this.weights = new GroupNorms(model.engine(), model.values(), groups);
    }

    /** Those of the step that ran last, before its update: some optimisers write where the gradients are. */
    public Map<String, Double> read() {
        Map<String, Double> figures = new LinkedHashMap<>();
        BatchAccuracy.Shares shares = accuracy.of(steps.groups());
        figures.put(IMAGE_TO_TEXT, shares.imageToText());
        figures.put(TEXT_TO_IMAGE, shares.textToImage());
        gradients.read().forEach((group, norm) -> figures.put(GRADIENT_NORM + group, norm));
        weights.read().forEach((group, norm) -> figures.put(WEIGHT_NORM + group, norm));
        return figures;
    }
}
