package dev.diptych.export.openclip;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.export.description.JsonPart;
import dev.diptych.export.description.ModelDescription;
import dev.diptych.export.description.ModelFolderException;
import dev.diptych.export.description.TokenizerRule;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.export.model.ModelConfigJson;
import dev.diptych.export.model.ModelFamily;
import dev.diptych.text.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/*
 * What open_clip does not know stands under a key of its own, "diptych": the loss, and the hash of the tokenizer.
 */
/** {@code open_clip_config.json}. */
public final class OpenClipConfig {
    public static final String FILE = "open_clip_config.json";

    public static final String OWN = "diptych";
    public static final String LOSS = "loss";
    public static final String HASH = "tokenizer_sha256";

    private OpenClipConfig() {}

    /** @param tensors the names in the weights, which tell what the file leaves out */
    public static ModelDescription read(Path file, JsonNode json, Set<String> tensors) {
        ModelConfig config = model(file, json.path("model_cfg"));
        JsonNode preprocess = json.path("preprocess_cfg");
        return new ModelDescription(
                config,
                family(file, json, tensors),
                PreprocessJson.read(
                        file,
                        preprocess.isMissingNode() ? JsonNodeFactory.instance.objectNode() : preprocess,
                        config.vision().imageSize()));
    }

    public static TokenizerRule tokenizer(Path file, JsonNode json) {
        JsonNode own = json.path(OWN);
        if (own.isMissingNode()) {
            return TokenizerRule.ANY;
        }
        return new TokenizerRule(new JsonPart(file, OWN, own).optionalText(HASH), OptionalInt.empty());
    }

    public static ObjectNode write(ModelDescription model, @Nullable Tokenizer tokenizer) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("model_cfg", ModelConfigJson.write(model.config()));
        json.set("preprocess_cfg", PreprocessJson.write(model.preprocessing()));
        json.set(OWN, own(model, tokenizer));
        return json;
    }

    /** What only Diptych reads, in files of either kind. */
    public static ObjectNode own(ModelDescription model, @Nullable Tokenizer tokenizer) {
        ObjectNode own = JsonNodeFactory.instance.objectNode();
        own.put(LOSS, model.family() == ModelFamily.SIGLIP ? "siglip" : "clip");
        if (tokenizer != null) {
            own.put(HASH, tokenizer.hash());
        }
        return own;
    }

    /** Reads a {@code model_cfg}, wherever it was made. */
    public static ModelConfig model(Object file, JsonNode json) {
        try {
            return ModelConfigJson.read(file.toString(), json);
        } catch (IllegalArgumentException e) {
            throw new ModelFolderException(file, "model_cfg: " + e.getMessage(), e);
        }
    }

    private static ModelFamily family(Path file, JsonNode json, Set<String> tensors) {
        ModelFamily stored = tensors.contains("logit_bias") ? ModelFamily.SIGLIP : ModelFamily.CLIP;
        return json.has(OWN)
                ? new JsonPart(file, OWN, json.path(OWN)).choice(LOSS, stored, ModelFamily.values())
                : stored;
    }
}
