package dev.diptych.text.bpe;

import dev.diptych.config.Shown;

/**
 * The spellings of the two tokens that bound a text. A caption that spells one gets its id, as in CLIP.
 *
 * @param start not blank, not {@code end}
 * @param end not blank
 */
public record SpecialTokens(String start, String end) {
    /** As OpenAI's and Hugging Face's CLIP spell them. */
    public static final SpecialTokens OPENAI = new SpecialTokens("<|startoftext|>", "<|endoftext|>");

    /** As open_clip spells them. */
    public static final SpecialTokens OPEN_CLIP = new SpecialTokens("<start_of_text>", "<end_of_text>");

    public SpecialTokens {
        if (start.isBlank() || end.isBlank() || start.equals(end)) {
            throw new IllegalArgumentException("special tokens refused: start " + Shown.quoted(start) + ", end "
                    + Shown.quoted(end) + ", expected two different spellings that are not blank");
        }
    }
}
