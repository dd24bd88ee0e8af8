package dev.diptych.contrastive.loss;

import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Tensor;

/** What training lowers: a function of the features of a step's pairs that records itself from primitives. */
public sealed interface Loss permits ClipLoss, SiglipLoss {
    /**
     * Records the loss, such that the tape's backward pass begins at it.
     *
     * @param loss float32 [1], written
     */
    void record(Tape tape, Pairs pairs, Tensor loss);

    /** The plain loss of a kind. */
    static Loss of(LossKind kind) {
        return switch (kind) {
            case CLIP -> new ClipLoss();
            case SIGLIP -> new SiglipLoss();
        };
    }
}
