package dev.diptych.contrastive.loss;

import dev.diptych.nn.op.loss.CrossEntropy;
import dev.diptych.nn.op.loss.InfoNce;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Tensor;

/**
 * The cross-entropy of finding each image's text among the step's texts and the reverse (Radford et al. 2021). A logit bias
 * is the same to all logits of a row, so that it changes no softmax.
 *
 * @param labelSmoothing the share of each target that is spread over all candidates, in [0, 1)
 */
public record ClipLoss(double labelSmoothing) implements Loss {
    public ClipLoss {
        if (!(labelSmoothing >= 0 && (float) labelSmoothing < 1)) {
            throw new IllegalArgumentException("loss: label smoothing " + labelSmoothing + ", expected in [0, 1)");
        }
    }

    @Override
    public boolean addsUp() {
        return true;
    }

    @Override
    public void record(Tape tape, Pairs pairs, double weight, Tensor loss) {
        if (pairs.inBlocks()) {
            tape.record(new LossInBlocks(tape, pairs, true, null, direction(pairs, weight / 2), loss));
            return;
        }
        Tensor similarities = pairs.similarities(tape);
        tape.record(new InfoNce(
                similarities,
                pairs.logScale(),
                pairs.groups(),
                (float) labelSmoothing,
                (float) weight,
                loss,
                tape.activation("similarity gradient", pairs.batch(), pairs.batch()),
                tape.activation("logit scale gradient", 1)));
    }

    private LossInBlocks.Term direction(Pairs pairs, double weight) {
        return (similarities, first, loss, gradient, scaleGradient, biasGradient) -> new CrossEntropy(
                similarities,
                pairs.logScale(),
                pairs.groups(),
                first,
                (float) labelSmoothing,
                (float) weight,
                loss,
                gradient,
                scaleGradient);
    }
}
