package dev.diptych.text.huggingface;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.config.Shown;
import dev.diptych.text.tokenizer.JsonPlace;
import dev.diptych.text.tokenizer.TokenizerConfig;
import dev.diptych.text.tokenizer.TokenizerException;
import dev.diptych.text.tokenizer.TokenizerException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tokens of a {@code tokenizer.json} that the library reads, with what the library does not tell of them. */
final class LibraryVocabulary {
    /** Far above any tokenizer's, and low enough that an embedding could still be made. */
    private static final int LARGEST_ID = (1 << 24) - 1;

    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    private final JsonPlace document;
    private final Map<String, Integer> ids = new HashMap<>();
    private int size;

    private LibraryVocabulary(JsonPlace document) {
        this.document = document;
    }

    /** Reads the tokens, and checks what the library would not survive. */
    static LibraryVocabulary read(JsonPlace document) throws TokenizerException {
        LibraryVocabulary vocabulary = new LibraryVocabulary(document);
        JsonPlace tokens = document.member("model").member("vocab");
        if (tokens.node().isArray()) {
            List<JsonPlace> pairs = tokens.elements();
            for (int id = 0; id < pairs.size(); id++) {
                List<JsonPlace> pair = pairs.get(id).elements();
                if (pair.size() != 2 || !pair.get(1).node().isNumber()) {
                    throw pairs.get(id).invalid(pairs.get(id).describe() + ", expected a token and its score");
                }
                vocabulary.add(pair.get(0).string(), id, pairs.get(id));
            }
        } else if (tokens.node().isObject()) {
            for (Map.Entry<String, JsonNode> entry : tokens.node().properties()) {
                JsonPlace place = tokens.member(entry.getKey());
                vocabulary.add(entry.getKey(), place.integer(), place);
            }
        } else {
            throw tokens.invalid(tokens.describe() + ", expected tokens");
        }
        if (document.has("added_tokens")) {
            for (JsonPlace token : document.member("added_tokens").elements()) {
                JsonPlace id = token.member("id");
                vocabulary.add(token.member("content").string(), id.integer(), id);
            }
        }
        LibraryGuard.check(document);
        return vocabulary;
    }

    private void add(String token, int id, JsonPlace place) throws TokenizerException {
        if (id < 0 || id > LARGEST_ID) {
            throw place.invalid(id + ", expected an id from 0 to " + LARGEST_ID);
        }
        ids.put(token, id);
        size = Math.max(size, id + 1);
    }

    /** The largest id and one. */
    int size() {
        return size;
    }

    /** The file. */
    String source() {
        return document.source();
    }

    /** The id of a special token that the settings name. */
    int id(TokenizerConfig config, String role) throws TokenizerException {
        Optional<String> token = config.token(role);
        Integer id = token.isEmpty() ? null : ids.get(token.get());
        if (id == null) {
            throw new TokenizerException(
                    config.source(),
                    role,
                    Reason.MISSING,
                    token.map(Shown::quoted).orElse("absent") + ", expected a token of " + source());
        }
        return id;
    }

    /** The id that fills rows: {@code pad_token} of the settings, or that of the file's own {@code padding}. */
    int padding(TokenizerConfig config) throws TokenizerException {
        if (config.token("pad_token").isEmpty() && document.has("padding")) {
            JsonPlace id = document.member("padding").member("pad_id");
            if (id.integer() < 0 || id.integer() >= size) {
                throw id.invalid(id.integer() + ", expected 0 to " + (size - 1));
            }
            return id.integer();
        }
        return id(config, "pad_token");
    }

    /** The file's bytes for the library, without settings for the length of rows. */
    byte[] checked() {
        return text(false).getBytes(StandardCharsets.UTF_8);
    }

    /** The file's content in one spelling, however it is laid out. */
    String canonical() {
        return text(true);
    }

    private String text(boolean sorted) {
        ObjectNode copy = MAPPER.createObjectNode();
        copy.setAll((ObjectNode) document.node());
        copy.remove(List.of("truncation", "padding"));
        try {
            return MAPPER.writeValueAsString(sorted ? MAPPER.treeToValue(copy, Object.class) : copy);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that was read cannot be written: " + e.getOriginalMessage(), e);
        }
    }
}
