package dev.diptych.text.huggingface;

import dev.diptych.text.cleaning.Cleaning;
import java.util.Optional;

/**
 * What the caller decides about a tokenizer whatever its files say; open_clip's {@code tokenizer_kwargs}.
 *
 * @param cleaning {@code clean}: applied before the tokenizer; empty for what the files say
 * @param stripSeparator {@code strip_sep_token}: writes 0 in place of the end of text, as CLIPA; empty for what the files
 *     say
 */
public record TokenizerOptions(Optional<Cleaning> cleaning, Optional<Boolean> stripSeparator) {
    /** All as the files say. */
    public static final TokenizerOptions DEFAULT = new TokenizerOptions(Optional.empty(), Optional.empty());
}
