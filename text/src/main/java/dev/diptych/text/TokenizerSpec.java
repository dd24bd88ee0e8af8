package dev.diptych.text;

import java.util.List;
import java.util.Optional;

/**
 * What a model says of the tokenizer that its captions need; the tower itself does not read it.
 *
 * @param name Hugging Face's name of it, open_clip's {@code hf_tokenizer_name}; empty for CLIP's own
 * @param clean how captions are cleaned first: {@code lower}, {@code whitespace} or {@code canonicalize}; empty for the
 *     tokenizer's own way
 * @param stripSeparator whether separator tokens are replaced by padding
 */
public record TokenizerSpec(Optional<String> name, Optional<String> clean, boolean stripSeparator) {
    /** CLIP's own. */
    public static final TokenizerSpec CLIP = new TokenizerSpec(Optional.empty(), Optional.empty(), false);

    private static final List<String> WAYS = List.of("lower", "whitespace", "canonicalize");

    public TokenizerSpec {
        if (clean.isPresent() && !WAYS.contains(clean.get())) {
            throw new IllegalArgumentException(
                    "text_cfg: tokenizer_kwargs.clean " + clean.get() + ", expected one of " + String.join(", ", WAYS));
        }
    }
}
