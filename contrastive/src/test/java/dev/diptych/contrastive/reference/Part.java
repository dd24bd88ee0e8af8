package dev.diptych.contrastive.reference;

import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;

/** What is left of the towers where the last product of a branch is zero, so that a failure says where to look. */
enum Part implements ToDoubleFunction<String> {
    WHOLE("(?!)"),
    WITHOUT_MLP("blocks\\.\\d+\\.mlp\\.(c_proj|fc2)\\."),
    WITHOUT_ATTENTION("blocks\\.\\d+\\.attn\\.(out_proj|proj)\\."),
    PATCHES_POSITIONS_AND_POOLING("blocks\\.\\d+\\.(mlp\\.(c_proj|fc2)|attn\\.(out_proj|proj))\\.");

    private final Predicate<String> zero;

    Part(String zero) {
        this.zero = Pattern.compile(zero).asPredicate();
    }

    /** What the tensor of this name is multiplied by. */
    @Override
    public double applyAsDouble(String name) {
        return zero.test(name) ? 0 : 1;
    }
}
