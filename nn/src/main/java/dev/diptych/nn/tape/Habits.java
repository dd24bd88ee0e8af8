package dev.diptych.nn.tape;

import dev.diptych.nn.tensor.DType;

/** How what will run a tape wants things recorded. */
public interface Habits {
    /** Whether attention in this type keeps softmax sums rather than probabilities. */
    default boolean fusesAttention(DType dtype) {
        return false;
    }

    /** Whether sequences of unlike lengths are best recorded packed, without padding, rather than padded to one length. */
    default boolean packsSequences() {
        return false;
    }
}
