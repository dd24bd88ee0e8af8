package dev.diptych.export.openclip;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.config.json.JsonDocument;
import dev.diptych.config.json.JsonSection;
import dev.diptych.export.description.JsonFile;
import dev.diptych.export.description.ModelDescription;
import dev.diptych.export.description.ModelFolderException;
import dev.diptych.export.description.TokenizerRule;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.export.model.ModelConfigJson;
import dev.diptych.export.model.ModelFamily;
import dev.diptych.text.tokenizer.Tokenizer;
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
    public static ModelDescription read(JsonDocument file, Set<String> tensors) {
        JsonSection json = JsonFile.section(file);
        ModelConfig config = model(file.part("model_cfg"));
        ModelFamily stored = tensors.contains("logit_bias") ? ModelFamily.SIGLIP : ModelFamily.CLIP;
        return new ModelDescription(
                config,
                json.section(OWN, false).choice(LOSS, stored),
                PreprocessJson.read(
                        json.section("preprocess_cfg", false), config.vision().imageSize()));
    }

    public static TokenizerRule tokenizer(JsonDocument file) {
        return new TokenizerRule(JsonFile.section(file).section(OWN, false).text(HASH), OptionalInt.empty());
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
    public static ModelConfig model(JsonDocument document) {
        try {
            return ModelConfigJson.read(document);
        } catch (IllegalArgumentException e) {
            throw new ModelFolderException(e);
        }
    }
}
