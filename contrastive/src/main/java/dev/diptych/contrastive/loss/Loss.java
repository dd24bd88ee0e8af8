package dev.diptych.contrastive.loss;

import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Tensor;

/** What training lowers: a function of the features of a step's pairs that records itself from primitives. */
public sealed interface Loss permits ClipLoss, SiglipLoss, MatryoshkaLoss, DistilledLoss, SlipLoss {
    /**
     * Records the loss, such that the tape's backward pass begins at it.
     *
     * @param weight a factor on it and on its gradient, above 0
     * @param loss float32 [1], written: weighted
     */
    void record(Tape tape, Pairs pairs, double weight, Tensor loss);

    /** Whether it is a sum over pairs each of which reads the features of all: then each {@linkplain Pairs.Share share} has its own part of it. */
    default boolean addsUp() {
        return false;
    }

    /** This without what it takes of another model. */
    default Loss alone() {
        return this;
    }

    /** The plain loss of a kind. */
    static Loss of(LossKind kind) {
        return switch (kind) {
            case CLIP -> new ClipLoss(0);
            case SIGLIP -> new SiglipLoss();
        };
    }
}
