package dev.diptych.export.huggingface;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.config.json.JsonDocument;
import dev.diptych.config.json.JsonSection;
import dev.diptych.export.description.JsonFile;
import dev.diptych.export.description.TokenizerRule;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.export.model.ModelFamily;
import dev.diptych.export.openclip.OpenClipConfig;
import dev.diptych.vision.VisionConfig;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/*
 * transformers leaves out values that are its defaults, so that the defaults of each class are needed here.
 */
/** {@code config.json} of transformers' {@code CLIPModel} and {@code SiglipModel}, as open_clip's {@code model_cfg}. */
public final class HuggingFaceConfig {
    public static final String FILE = "config.json";

    /** The end of text that old files name, by which transformers pools at the largest id of a row. */
    static final int LEGACY_END = 2;

    /** The end of text that is not named. */
    static final int USUAL_END = 49_407;

    private final String file;
    private final JsonSection json;
    private final boolean siglip;
    private final JsonSection textJson;
    private final JsonSection visionJson;
    private final HuggingFaceTower text;
    private final HuggingFaceTower vision;

    private HuggingFaceConfig(JsonDocument document) {
        this.file = document.source();
        this.json = JsonFile.section(document);
        String type = json.text("model_type", "");
        if (!type.equals("clip") && !type.equals("siglip")) {
            json.problem("model_type", json.json().path("model_type") + ", expected \"clip\" or \"siglip\"");
        }
        this.siglip = type.equals("siglip");
        this.textJson = tower("text_config");
        this.visionJson = tower("vision_config");
        this.text = HuggingFaceTower.read(textJson, siglip ? HuggingFaceTower.siglip() : HuggingFaceTower.clip(512, 8));
        this.vision =
                HuggingFaceTower.read(visionJson, siglip ? HuggingFaceTower.siglip() : HuggingFaceTower.clip(768, 12));
    }

    public static HuggingFaceConfig read(Path file) {
        return new HuggingFaceConfig(JsonFile.read(file));
    }

    public static HuggingFaceConfig of(String source, JsonNode json) {
        return new HuggingFaceConfig(JsonDocument.of(source, json));
    }

    public boolean isSiglip() {
        return siglip;
    }

    public ModelFamily family() {
        ModelFamily usual = siglip ? ModelFamily.SIGLIP : ModelFamily.CLIP;
        return json.section(OpenClipConfig.OWN, false).choice(OpenClipConfig.LOSS, usual);
    }

    public ModelConfig model() {
        return OpenClipConfig.model(JsonDocument.of(file, siglip ? siglip() : clip()));
    }

    /** CLIP's captions are pooled where the end of text first stands, or the largest id; SigLIP's at the last place. */
    public TokenizerRule tokenizer() {
        Optional<String> hash = json.section(OpenClipConfig.OWN, false).text(OpenClipConfig.HASH);
        return new TokenizerRule(hash, siglip || end() == LEGACY_END ? OptionalInt.empty() : OptionalInt.of(end()));
    }

    private int end() {
        return textJson.integer("eos_token_id", USUAL_END);
    }

    private int vocabSize() {
        return textJson.integer("vocab_size", siglip ? 32_000 : 49_408);
    }

    /** Files of 2022 have towers under a second name too, whose values count. */
    private JsonSection tower(String key) {
        String old = key + "_dict";
        if (json.has(old) && !json.json().path(old).isEmpty()) {
            return json.section(old, true);
        }
        return json.section(key, false);
    }

    private ObjectNode clip() {
        if (!text.activation().equals(vision.activation())) {
            visionJson.problem(
                    "hidden_act",
                    "\"" + vision.activation() + "\", expected the text tower's \"" + text.activation() + "\"");
        }
        ObjectNode model = towers(77, 32);
        if (end() != LEGACY_END && end() != vocabSize() - 1) {
            model.withObject("/text_cfg").put("pool_type", "eos").put("eos_id", end());
        }
        model.put("embed_dim", json.integer("projection_dim", 512));
        return model.put("quick_gelu", text.activation().equals("quick_gelu"));
    }

    private ObjectNode siglip() {
        if (text.activation().equals("quick_gelu") || vision.activation().equals("quick_gelu")) {
            visionJson.problem("hidden_act", "\"quick_gelu\", expected gelu or gelu_pytorch_tanh");
        }
        if (!visionJson.flag("vision_use_head", true)) {
            visionJson.problem("vision_use_head", "false, expected true");
        }
        int projected = textJson.integer("projection_size", text.width());
        if (projected != vision.width()) {
            textJson.problem("projection_size", projected + ", expected the vision tower's " + vision.width());
        }
        ObjectNode model = towers(64, 16);
        model.put("embed_dim", vision.width());
        model.put("custom_text", true).put("init_logit_bias", ModelFamily.SIGLIP_BIAS);
        model.withObject("/vision_cfg").put("pool_type", "map");
        model.withObject("/text_cfg")
                .put("no_causal_mask", true)
                .put("proj_bias", true)
                .put("pool_type", "last");
        return model;
    }

    /** @param context the class' default; so is {@code patch} */
    private ObjectNode towers(int context, int patch) {
        if (visionJson.integer("num_channels", 3) != 3) {
            visionJson.problem("num_channels", visionJson.json().path("num_channels") + ", expected 3");
        }
        ObjectNode model = JsonNodeFactory.instance.objectNode();
        double standard = siglip ? VisionConfig.SIGLIP_EPSILON : HuggingFaceTower.EPSILON;
        vision.toOpenClip(visionJson, model.putObject("vision_cfg"), standard)
                .put("image_size", visionJson.side("image_size", 224))
                .put("patch_size", visionJson.side("patch_size", patch))
                .put("head_width", vision.width() / vision.heads());
        text.toOpenClip(textJson, model.putObject("text_cfg"), HuggingFaceTower.EPSILON)
                .put("context_length", textJson.integer("max_position_embeddings", context))
                .put("vocab_size", vocabSize())
                .put("heads", text.heads());
        return model;
    }
}
