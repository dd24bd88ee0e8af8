package dev.diptych.text.huggingface;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.diptych.text.tokenizer.TokenizerConfig;
import dev.diptych.text.tokenizer.TokenizerException;
import dev.diptych.text.tokenizer.TokenizerException.Reason;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The ids that stand before and after a caption in a row.
 *
 * @param start empty where captions come first
 * @param end the id after the caption
 */
record RowBounds(OptionalInt start, int end) {
    /**
     * The bounds that a tokenizer's {@code post_processor} adds, unless {@code add_bos_token} and {@code add_eos_token}
     * beside it say otherwise.
     */
    static RowBounds of(HuggingFaceTokenizer library, LibraryVocabulary vocabulary, TokenizerConfig config)
            throws IOException {
        Encoding empty = encode(library, vocabulary);
        long[] ids = empty.getIds();
        long[] mask = empty.getSpecialTokenMask();
        int before = 0;
        while (before < ids.length && mask[before] == 1) {
            before++;
        }
        int after = ids.length;
        while (after > before && mask[after - 1] == 1) {
            after--;
        }
        OptionalInt start = before == 0 ? OptionalInt.empty() : OptionalInt.of((int) ids[0]);
        OptionalInt end = after == ids.length ? OptionalInt.empty() : OptionalInt.of((int) ids[after]);
        if (before > 1 || ids.length - after > 1) {
            throw refusal(
                    vocabulary,
                    before + " tokens before and " + (ids.length - after)
                            + " after a caption, expected at most one each");
        }
        start = override(start, "add_bos_token", "bos_token", vocabulary, config);
        end = override(end, "add_eos_token", "eos_token", vocabulary, config);
        if (end.isEmpty()) {
            throw refusal(vocabulary, "no token after a caption, expected an end of text");
        }
        return new RowBounds(start, end.getAsInt());
    }

    private static OptionalInt override(
            OptionalInt found, String flag, String role, LibraryVocabulary vocabulary, TokenizerConfig config)
            throws IOException {
        Optional<Boolean> set = config.flag(flag);
        if (set.isEmpty()) {
            return found;
        }
        return set.get() ? OptionalInt.of(vocabulary.id(config, role)) : OptionalInt.empty();
    }

    private static Encoding encode(HuggingFaceTokenizer library, LibraryVocabulary vocabulary) throws IOException {
        try {
            return library.encode("a", true, false);
        } catch (RuntimeException e) {
            throw refusal(vocabulary, NativeLibrary.refused(e) + ", expected an encoding of \"a\"");
        }
    }

    private static TokenizerException refusal(LibraryVocabulary vocabulary, String problem) {
        return new TokenizerException(vocabulary.source(), "post_processor", Reason.UNSUPPORTED, problem);
    }
}
