package dev.diptych.text.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.file.WholeFile;
import dev.diptych.text.bpe.SpecialTokens;
import dev.diptych.text.cleaning.Cleaning;
import dev.diptych.text.tokenizer.TokenizerException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What stands beside a {@code tokenizer.json}: {@code tokenizer_config.json}, and {@code special_tokens_map.json} for special
 * tokens that the former does not name.
 *
 * <p>Its keys are those of Hugging Face's libraries, and {@code clean} and {@code strip_sep_token}, which are options of
 * open_clip's tokenizers and are kept here with a saved tokenizer; other libraries pass over them.
 *
 * @param source the file that a refusal names
 * @param json an object; not to be changed
 */
public record TokenizerConfig(String source, ObjectNode json) {
    /** The file that this is about. */
    public static final String TOKENIZER = "tokenizer.json";

    /** The file of settings. */
    public static final String FILE = "tokenizer_config.json";

    /** The file of special tokens. */
    public static final String SPECIAL_TOKENS = "special_tokens_map.json";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** No settings. */
    public static final TokenizerConfig EMPTY = new TokenizerConfig(FILE, MAPPER.createObjectNode());

    private static final long LARGEST_FILE = 64L << 20;

    private static final Set<String> ROLES = Set.of(
            "bos_token",
            "eos_token",
            "unk_token",
            "sep_token",
            "pad_token",
            "cls_token",
            "mask_token",
            "additional_special_tokens");

    /** The settings of CLIP's tokenizers, for Hugging Face's libraries. */
    public static TokenizerConfig ofClip(SpecialTokens specials) {
        ObjectNode json = MAPPER.createObjectNode().put("tokenizer_class", "CLIPTokenizer");
        json.put("bos_token", specials.start());
        // The library takes these for whole words wherever a caption spells them: token 0, "!", must not be among them.
        for (String role : List.of("eos_token", "unk_token", "pad_token")) {
            json.put(role, specials.end());
        }
        return new TokenizerConfig(FILE, json.put("do_lower_case", true));
    }

    /**
     * Reads the files of a folder; either or both may be absent. Where both name a token, {@code tokenizer_config.json} counts if it
     * numbers the added tokens too ({@code added_tokens_decoder}), and {@code special_tokens_map.json} if not, as in transformers.
     *
     * @throws TokenizerException if one is no JSON object
     */
    public static TokenizerConfig read(Path folder) throws IOException {
        ObjectNode settings = object(folder.resolve(FILE));
        ObjectNode tokens = object(folder.resolve(SPECIAL_TOKENS));
        ObjectNode json = MAPPER.createObjectNode();
        if (settings.has("added_tokens_decoder")) {
            json.setAll(tokens);
            json.setAll(settings);
        } else {
            json.setAll(settings);
            json.setAll(tokens);
        }
        return new TokenizerConfig(folder.resolve(FILE).toString(), json);
    }

    private static ObjectNode object(Path file) throws IOException {
        if (!Files.exists(file)) {
            return MAPPER.createObjectNode();
        }
        JsonPlace place = JsonPlace.read(file, LARGEST_FILE);
        if (!(place.node() instanceof ObjectNode object)) {
            throw place.invalid(place.describe() + ", expected an object");
        }
        return object;
    }

    /** These settings, completed by those of CLIP's tokenizers. */
    public TokenizerConfig over(SpecialTokens specials) {
        ObjectNode all = ofClip(specials).json;
        all.setAll(json);
        return new TokenizerConfig(source, all);
    }

    /**
     * The spelling of a special token, which stands there as a string or as an object with {@code content}.
     *
     * @param role such as {@code pad_token}
     */
    public Optional<String> token(String role) throws TokenizerException {
        if (!json.hasNonNull(role)) {
            return Optional.empty();
        }
        JsonPlace place = place().member(role);
        return Optional.of(place.node().isObject() ? place.member("content").string() : place.string());
    }

    /** The value of a switch, if it is set. */
    public Optional<Boolean> flag(String key) throws TokenizerException {
        return json.hasNonNull(key) ? Optional.of(place().member(key).bool()) : Optional.empty();
    }

    /**
     * The cleaning under {@code clean}; SigLIP's where the file is one of Hugging Face's SigLIP. Its tokenizer of SigLIP 2
     * ({@code Siglip2Tokenizer}, transformers 5) does but lower case.
     */
    public Optional<Cleaning> cleaning() throws TokenizerException {
        if (json.hasNonNull("clean")) {
            return Optional.of(cleaning(place().member("clean")));
        }
        String kind = kind();
        if (kind.startsWith("Siglip2")) {
            return Optional.of(Cleaning.LOWER);
        }
        return kind.startsWith("Siglip") ? Optional.of(Cleaning.CANONICALIZE) : Optional.empty();
    }

    /** The library's class for it, {@code tokenizer_class}; empty if it does not say. */
    public String kind() {
        return json.path("tokenizer_class").asText("");
    }

    /** The cleaning that a string names. */
    public static Cleaning cleaning(JsonPlace place) throws TokenizerException {
        Optional<Cleaning> cleaning = Cleaning.of(place.string());
        if (cleaning.isEmpty()) {
            throw place.refuse(
                    Reason.UNSUPPORTED, place.describe() + ", expected none, whitespace, lower or canonicalize");
        }
        return cleaning.get();
    }

    /** These settings with another cleaning and another end. */
    public TokenizerConfig withCleaning(Cleaning cleaning, boolean stripSeparator) {
        ObjectNode changed = json.deepCopy().put("clean", cleaning.label());
        if (stripSeparator) {
            changed.put("strip_sep_token", true);
        }
        return new TokenizerConfig(source, changed);
    }

    /** These settings with the length of rows. */
    public TokenizerConfig withContextLength(int contextLength) {
        return new TokenizerConfig(source, json.deepCopy().put("model_max_length", contextLength));
    }

    /** Writes {@value #FILE} into a folder. */
    public void write(Path folder) throws IOException {
        WholeFile.write(folder.resolve(FILE), bytes(json));
    }

    /** Writes {@value #SPECIAL_TOKENS} into a folder: those of these settings that name a special token. */
    public void writeSpecialTokens(Path folder) throws IOException {
        ObjectNode specials = MAPPER.createObjectNode();
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            boolean token = entry.getValue().isTextual() || entry.getValue().isContainerNode();
            if (ROLES.contains(entry.getKey()) && token) {
                specials.set(entry.getKey(), entry.getValue());
            }
        }
        WholeFile.write(folder.resolve(SPECIAL_TOKENS), bytes(specials));
    }

    private static byte[] bytes(ObjectNode json) {
        return (json.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private JsonPlace place() {
        return new JsonPlace(source, "", json);
    }
}
