package dev.diptych.contrastive.step;

import dev.diptych.contrastive.loss.Loss;
import dev.diptych.contrastive.loss.Pairs;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.ranks.Exchange;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A step's loss on a tape, and what the host tells it of the pairs. */
final class RecordedLoss {
    private final @Nullable Tensor groups;
    private final List<Tensor> scalars; // parameters that the loss alone reads

    /**
     * @param image float32 [B, D], unit rows
     * @param text float32 [B, D], unit rows
     * @param views as {@link Pairs#views} has them, or null
     * @param teacher whose features the loss follows, or null
     * @param masked whether pairs of one group are kept from being each other's negatives
     */
    RecordedLoss(
            Tape tape,
            ClipModel model,
            Loss loss,
            Tensor image,
            Tensor text,
            @Nullable Tensor views,
            boolean masked,
            @Nullable Teacher teacher) {
        this(tape, model, loss, image, text, views, masked, teacher, null);
    }

    /** @param share the pairs whose rows are computed here; null for all */
    RecordedLoss(
            Tape tape,
            ClipModel model,
            Loss loss,
            Tensor image,
            Tensor text,
            @Nullable Tensor views,
            boolean masked,
            @Nullable Teacher teacher,
            Pairs.@Nullable Share share) {
        this.groups = masked ? tape.input("groups", DType.INT32, image.shape().size(0)) : null;
        Pairs pairs = new Pairs(image, text, groups, model.logScaleTensor(), model.logitBiasTensor());
        if (teacher != null) {
            pairs = pairs.taughtBy(teacher.features());
        }
        if (views != null) {
            pairs = pairs.withViews(views);
        }
        if (share != null) {
            pairs = pairs.of(share);
        }
        loss.record(tape, pairs, 1, model.lossTensor());
        this.scalars = Stream.of(model.logScaleTensor(), model.logitBiasTensor())
                .filter(Objects::nonNull)
                .toList();
    }

    /** @param groupOf int32 [B], equal for pairs that are not each other's negatives; unused where not masked */
    void write(Engine engine, int[] groupOf) {
        if (groups != null) {
            engine.write(groups, groupOf);
        }
    }

    /** Where every rank computes the whole loss, lets the gradient of what the loss alone reads count once. */
    void countOnce(Exchange exchange, Parameters.Block gradients) {
        for (Tensor scalar : scalars) {
            Tensor gradient = gradients.tensors().get(scalar.name());
            if (gradient != null) {
                exchange.countOnce(gradient);
            }
        }
    }
}
