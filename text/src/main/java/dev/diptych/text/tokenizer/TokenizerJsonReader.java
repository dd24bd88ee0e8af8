package dev.diptych.text.tokenizer;

import dev.diptych.text.bpe.BpeVocabulary;
import dev.diptych.text.bpe.SpecialTokens;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Reads the {@code tokenizer.json} of a CLIP tokenizer, written by {@link TokenizerJsonWriter} or by Hugging Face's library.
 *
 * <p>What decides the ids has to be as CLIP's: a BPE model with the suffix {@code </w>}, the normaliser, the expression that
 * splits words, the special tokens. A file that differs in one of these is refused rather than read with other results.
 */
public final class TokenizerJsonReader {
    /** Some ten times CLIP's own file. */
    private static final long LARGEST_FILE = 32L << 20;

    private TokenizerJsonReader() {}

    /**
     * Reads the vocabulary from {@code file}.
     *
     * @throws TokenizerException if the file is larger than 32 MiB, is not JSON, or is not the file of a CLIP tokenizer; it
     *     names the place
     * @throws IOException if the file cannot be read
     */
    public static BpeVocabulary read(Path file) throws IOException {
        return read(JsonPlace.read(file, LARGEST_FILE));
    }

    /** As {@link #read(Path)}, from a document that was read already. */
    public static BpeVocabulary read(JsonPlace document) throws TokenizerException {
        SpecialTokens specials = PipelineReader.read(document);
        BpeVocabulary vocabulary =
                ModelReader.read(document.member("model"), document.member("added_tokens"), specials);
        checkId(document.member("post_processor").member("cls"), vocabulary);
        checkId(document.member("post_processor").member("sep"), vocabulary);
        return vocabulary;
    }

    /**
     * As {@link #read(Path)}, from the parts of a model alone.
     *
     * @param model an object with {@code vocab} and {@code merges}
     * @param added a list of the special tokens that {@code vocab} lacks, or has too, with their ids
     */
    public static BpeVocabulary readModel(JsonPlace model, JsonPlace added, SpecialTokens specials)
            throws TokenizerException {
        return ModelReader.readTokens(model, added, specials);
    }

    private static void checkId(JsonPlace special, BpeVocabulary vocabulary) throws TokenizerException {
        int expected = vocabulary.tokens().indexOf(special.elements().get(0).string());
        JsonPlace id = special.elements().get(1);
        if (id.integer() != expected) {
            throw id.invalid(id.integer() + ", expected " + expected + " as in model.vocab");
        }
    }
}
