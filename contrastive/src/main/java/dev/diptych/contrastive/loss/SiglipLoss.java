package dev.diptych.contrastive.loss;

import dev.diptych.nn.op.loss.SigmoidLoss;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Tensor;

/** The cross-entropy of telling of each image and each text whether they are a pair (Zhai et al. 2023). */
public record SiglipLoss() implements Loss {
    @Override
    public boolean addsUp() {
        return true;
    }

    @Override
    public void record(Tape tape, Pairs pairs, double weight, Tensor loss) {
        Tensor bias = pairs.logitBias();
        if (bias == null) {
            throw new IllegalArgumentException("loss: siglip: a model without logit bias, expected one");
        }
        LossInBlocks.Term term = (similarities, first, out, gradient, scaleGradient, biasGradient) -> new SigmoidLoss(
                similarities,
                pairs.logScale(),
                bias,
                pairs.groups(),
                first,
                (float) weight,
                out,
                gradient,
                scaleGradient,
                biasGradient);
        tape.record(
                pairs.inBlocks()
                        ? new LossInBlocks(tape, pairs, false, bias, term, loss)
                        : term.of(
                                pairs.similarities(tape),
                                0,
                                loss,
                                tape.activation("similarity gradient", pairs.batch(), pairs.batch()),
                                tape.activation("logit scale gradient", 1),
                                tape.activation("logit bias gradient", 1)));
    }
}
