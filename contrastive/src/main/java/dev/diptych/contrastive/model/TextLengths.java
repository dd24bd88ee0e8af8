package dev.diptych.contrastive.model;

import dev.diptych.text.TextConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;

/*
 * What stands behind the token at which a caption is pooled changes nothing, so that a batch runs in the shortest of a few
 * programs that holds its longest caption.
 */
/** The lengths in tokens that text towers are recorded for: every eighth up to the context's, or that alone. */
public record TextLengths(TextConfig text) {
    private static final int STEP = 8;

    /** C, the longest. */
    public int context() {
        return text.contextLength();
    }

    /** The shortest of them that takes {@code tokens}; all of the context where the tower reads the padding. */
    public int of(int tokens) {
        return text.readsPadding() ? context() : Math.min(context(), (tokens + STEP - 1) / STEP * STEP);
    }

    /** Makes something for a length when it is first asked for, by the tokens of a longest caption. */
    public <T> IntFunction<T> each(IntFunction<T> maker) {
        Map<Integer, T> made = new HashMap<>();
        Function<Integer, T> make = maker::apply; // made once: a step allocates nothing
        return tokens -> made.computeIfAbsent(of(tokens), make);
    }
}
