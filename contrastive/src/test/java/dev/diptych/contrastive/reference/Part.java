package dev.diptych.contrastive.reference;

import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What is left of the towers where the last product of a branch is zero, so that a failure says where to look. */
enum Part implements Predicate<String> {
    WHOLE("(?!)"),
    WITHOUT_MLP("resblocks\\.\\d+\\.mlp\\.c_proj\\."),
    WITHOUT_ATTENTION("resblocks\\.\\d+\\.attn\\.out_proj\\."),
    PATCHES_POSITIONS_AND_POOLING("resblocks\\.\\d+\\.(mlp\\.c_proj|attn\\.out_proj)\\.");

    private final Predicate<String> zero;

    Part(String zero) {
        this.zero = Pattern.compile(zero).asPredicate();
    }

    /** Whether the tensor of this name is zero. */
    @Override
    public boolean test(String name) {
        return zero.test(name);
    }
}
