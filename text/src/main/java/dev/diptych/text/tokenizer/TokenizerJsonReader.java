package dev.diptych.text.tokenizer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.diptych.text.tokenizer.TokenizerException.Reason;
import java.io.IOException;
import java.nio.file.Files;
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

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private TokenizerJsonReader() {}

    /**
     * Reads the vocabulary from {@code file}.
     *
     * @throws TokenizerException if the file is larger than 32 MiB, is not JSON, or is not the file of a CLIP tokenizer; it
     *     names the place
     * @throws IOException if the file cannot be read
     */
    public static BpeVocabulary read(Path file) throws IOException {
        String source = file.toString();
        long size = Files.size(file);
        if (size > LARGEST_FILE) {
            throw new TokenizerException(
                    source, "", Reason.TOO_LARGE, size + " bytes, expected at most " + LARGEST_FILE);
        }
        JsonNode root;
        try {
            root = MAPPER.readTree(Files.readAllBytes(file));
        } catch (JsonProcessingException e) {
            String place = e.getLocation() == null
                    ? ""
                    : "line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            String problem = e.getOriginalMessage().lines().findFirst().orElse("unreadable");
            throw new TokenizerException(source, place, Reason.MALFORMED, problem + ", expected JSON");
        }
        JsonPlace document = new JsonPlace(source, "", root);
        SpecialTokens specials = PipelineReader.read(document);
        BpeVocabulary vocabulary =
                ModelReader.read(document.member("model"), document.member("added_tokens"), specials);
        checkId(document.member("post_processor").member("cls"), vocabulary);
        checkId(document.member("post_processor").member("sep"), vocabulary);
        return vocabulary;
    }

    private static void checkId(JsonPlace special, BpeVocabulary vocabulary) throws TokenizerException {
        int expected = vocabulary.tokens().indexOf(special.elements().get(0).string());
        JsonPlace id = special.elements().get(1);
        if (id.integer() != expected) {
            throw id.invalid(id.integer() + ", expected " + expected + " as in model.vocab");
        }
    }
}
