package dev.diptych.text.huggingface;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.config.Shown;
import dev.diptych.text.tokenizer.JsonPlace;
import dev.diptych.text.tokenizer.TokenizerConfig;
import dev.diptych.text.tokenizer.TokenizerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/*
 * The order is that of transformers (tokenization_utils_base.py, _from_pretrained, and the constructors of its fast
 * tokenizers): added_tokens_decoder of tokenizer_config.json, or else added_tokens.json; then the special tokens that these
 * do not have, by role, and those of additional_special_tokens and its later names. A token without a number gets the next.
 */
/** The tokens that files beside a tokenizer add to it. */
final class AddedTokens {
    private static final String FILE = "added_tokens.json";
    private static final String NUMBERED = "added_tokens_decoder";
    private static final long LARGEST_FILE = 8L << 20;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** What each token may be, and is not unless it says so. */
    private static final List<String> FLAGS = List.of("single_word", "lstrip", "rstrip", "normalized");

    /** The tokens that bound a text and the like; the others come after them. */
    private static final List<String> ROLES =
            List.of("bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token");

    private static final List<String> LISTS =
            List.of("additional_special_tokens", "extra_special_tokens", "model_specific_special_tokens");

    private final List<ObjectNode> tokens = new ArrayList<>();

    private AddedTokens() {}

    /**
     * Reads them.
     *
     * @param folder where {@code added_tokens.json} may be
     * @param config the folder's
     */
    static AddedTokens read(Path folder, TokenizerConfig config) throws IOException {
        AddedTokens added = new AddedTokens();
        JsonPlace settings = new JsonPlace(config.source(), "", config.json());
        Path file = folder.resolve(FILE);
        if (settings.has(NUMBERED)) {
            added.readNumbered(settings.member(NUMBERED));
        } else if (Files.exists(file)) {
            added.readFile(JsonPlace.read(file, LARGEST_FILE), settings);
        }
        added.tokens.sort(Comparator.comparingInt(token -> token.path("id").intValue()));
        added.addSpecials(settings);
        return added;
    }

    private void addSpecials(JsonPlace settings) throws TokenizerException {
        for (String role : ROLES) {
            if (settings.has(role)) {
                addSpecial(settings.member(role));
            }
        }
        for (String list : LISTS) {
            if (settings.has(list)) {
                for (JsonPlace token : members(settings.member(list))) {
                    addSpecial(token);
                }
            }
        }
    }

    private void readNumbered(JsonPlace numbered) throws TokenizerException {
        for (Map.Entry<String, JsonNode> entry : numbered.node().properties()) {
            JsonPlace token = numbered.member(entry.getKey());
            if (!entry.getKey().matches("\\d{1,9}")) {
                throw token.invalid(Shown.quoted(entry.getKey()) + ", expected an id");
            }
            ObjectNode made = of(token, false);
            tokens.add(made.put("id", Integer.parseInt(entry.getKey())));
        }
    }

    private void readFile(JsonPlace ids, JsonPlace settings) throws TokenizerException {
        AddedTokens special = new AddedTokens();
        special.addSpecials(settings);
        for (Map.Entry<String, JsonNode> entry : ids.node().properties()) {
            boolean isSpecial = special.has(entry.getKey());
            ObjectNode made = MAPPER.createObjectNode().put("content", entry.getKey());
            made.put("normalized", !isSpecial).put("special", isSpecial);
            tokens.add(made.put("id", ids.member(entry.getKey()).integer()));
        }
    }

    private static List<JsonPlace> members(JsonPlace list) throws TokenizerException {
        if (!list.node().isObject()) {
            return list.elements();
        }
        List<JsonPlace> members = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : list.node().properties()) {
            members.add(list.member(entry.getKey()));
        }
        return members;
    }

    private void addSpecial(JsonPlace place) throws TokenizerException {
        ObjectNode made = of(place, true);
        if (!has(made.path("content").textValue())) {
            tokens.add(made);
        }
    }

    /** A token as a string, or as an object with {@code content}. */
    private static ObjectNode of(JsonPlace place, boolean special) throws TokenizerException {
        ObjectNode made = MAPPER.createObjectNode();
        boolean spelt = !place.node().isObject();
        made.put("content", spelt ? place.string() : place.member("content").string());
        boolean isSpecial =
                special || place.has("special") && place.member("special").bool();
        made.put("special", isSpecial).put("normalized", !isSpecial);
        for (String flag : FLAGS) {
            if (!spelt && place.has(flag)) {
                made.put(flag, place.member(flag).bool());
            }
        }
        return made;
    }

    private boolean has(String content) {
        return tokens.stream()
                .anyMatch(token -> token.path("content").textValue().equals(content));
    }

    /** Those of {@code spellings} that have a number, as a {@code tokenizer.json} lists them. */
    ArrayNode numbered(Set<String> spellings) {
        ArrayNode list = MAPPER.createArrayNode();
        tokens.stream()
                .filter(token -> token.has("id")
                        && spellings.contains(token.path("content").textValue()))
                .forEach(list::add);
        return list;
    }

    /**
     * A {@code tokenizer.json} with these tokens among its {@code added_tokens}; the document itself if it has all of them.
     *
     * @param roles whether tokens of the vocabulary count that a role alone names, as CLIP's {@code pad_token: "!"}
     * @throws TokenizerException if a token has another number there, or its number does not follow on the others
     */
    JsonPlace into(JsonPlace document, boolean roles) throws TokenizerException {
        TokenNumbers numbers = TokenNumbers.of(document);
        List<ObjectNode> missing = new ArrayList<>();
        for (ObjectNode token : tokens) {
            String content = token.path("content").textValue();
            boolean ofRole = !token.has("id") && numbers.inModel(content);
            if (!numbers.isAdded(content) && (roles || !ofRole)) {
                ObjectNode entry = MAPPER.createObjectNode().put("id", numbers.add(token, document.source()));
                entry.put("content", content);
                FLAGS.forEach(flag -> entry.put(flag, token.path(flag).booleanValue()));
                missing.add(entry.put("special", token.path("special").booleanValue()));
            }
        }
        if (missing.isEmpty()) {
            return document;
        }
        ObjectNode copy = MAPPER.createObjectNode().setAll((ObjectNode) document.node());
        ArrayNode list = copy.putArray("added_tokens");
        document.node().path("added_tokens").forEach(list::add);
        return new JsonPlace(document.source(), document.path(), copy.set("added_tokens", list.addAll(missing)));
    }
}
