package dev.diptych.contrastive.model;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.op.loss.InfoNce;
import dev.diptych.nn.op.loss.SigmoidLoss;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A model's loss over a batch, recorded. */
final class ContrastiveLoss {
    private final @Nullable Tensor groups;

    /**
     * @param image float32 [B, D], unit rows
     * @param text float32 [B, D], unit rows
     * @param masked whether pairs of one group are kept from being each other's negatives
     */
    ContrastiveLoss(Tape tape, ClipModel model, Tensor image, Tensor text, boolean masked) {
        int batch = image.shape().size(0);
        this.groups = masked ? tape.input("groups", DType.INT32, batch) : null;
        Tensor loss = model.lossTensor();
        Tensor similarities = tape.activation("similarities", batch, batch);
        tape.record(Matmul.product(image, false, text, true, similarities, false));
        Tensor gradient = tape.activation("similarity gradient", batch, batch);
        Tensor scaleGradient = tape.activation("logit scale gradient", 1);
        Tensor scale = model.logScaleTensor();
        tape.record(
                switch (model.loss()) {
                    // A bias is the same to all logits of a row, so that it changes no softmax.
                    case CLIP -> new InfoNce(similarities, scale, groups, loss, gradient, scaleGradient);
                    case SIGLIP ->
                        new SigmoidLoss(
                                similarities,
                                scale,
                                Objects.requireNonNull(model.logitBiasTensor()),
                                groups,
                                loss,
                                gradient,
                                scaleGradient,
                                tape.activation("logit bias gradient", 1));
                });
    }

    /** @param groupOf int32 [B], equal for pairs that are not each other's negatives; unused where not masked */
    void write(Engine engine, int[] groupOf) {
        if (groups != null) {
            engine.write(groups, groupOf);
        }
    }
}
