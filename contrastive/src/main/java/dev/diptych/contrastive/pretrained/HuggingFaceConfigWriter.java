package dev.diptych.contrastive.pretrained;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.contrastive.model.LossKind;
import dev.diptych.contrastive.model.ModelConfig;
import dev.diptych.contrastive.model.ModelConfigJson;
import dev.diptych.contrastive.safetensors.StoredType;
import dev.diptych.text.TextConfig;
import dev.diptych.text.tokenizer.Tokenizer;
import dev.diptych.vision.VisionConfig;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/*
 * transformers' two classes express few of the shapes that open_clip's configurations can. Each activation is tried, and
 * what was written is read back: the one that gives the same model is right, and if none does, the model cannot be
 * expressed.
 */
/** Writes {@code config.json} of transformers' {@code CLIPModel} or {@code SiglipModel}. */
final class HuggingFaceConfigWriter {
    private static final List<String> ACTIVATIONS = List.of("quick_gelu", "gelu", "gelu_pytorch_tanh");
    private static final List<String> WITHOUT_EFFECT = List.of(
            "/init_logit_scale",
            "/init_logit_bias",
            "/custom_text",
            "/vision_cfg/patch_dropout",
            "/text_cfg/hf_tokenizer_name",
            "/text_cfg/tokenizer_kwargs",
            "/text_cfg/pad_id");

    private final ModelDescription model;
    private final ObjectNode openClip;

    private HuggingFaceConfigWriter(ModelDescription model) {
        this.model = model;
        this.openClip = ModelConfigJson.write(model.config());
    }

    /** @throws ModelFolderException if neither class can be this model */
    static ObjectNode write(ModelDescription model, @Nullable Tokenizer tokenizer, StoredType type) {
        ObjectNode json = new HuggingFaceConfigWriter(model).config();
        json.put("torch_dtype", name(type));
        json.set(OpenClipConfig.OWN, OpenClipConfig.own(model, tokenizer));
        if (tokenizer != null) {
            ObjectNode text = (ObjectNode) json.path("text_config");
            tokenizer.startOfText().ifPresent(start -> text.put("bos_token_id", start));
            text.put("eos_token_id", tokenizer.endOfText()).put("pad_token_id", tokenizer.padding());
        }
        return json;
    }

    private ObjectNode config() {
        boolean siglip = openClip.has("init_logit_bias") || model.loss() == LossKind.SIGLIP; // CLIPModel has no bias
        for (String activation : ACTIVATIONS) {
            ObjectNode json = candidate(siglip, activation);
            if (isRight(json)) {
                return json;
            }
        }
        throw new ModelFolderException(
                HuggingFaceConfig.FILE,
                openClip + " with the " + model.loss().name().toLowerCase(Locale.ROOT)
                        + " loss: no CLIPModel nor SiglipModel of Hugging Face, expected one of these; write it as"
                        + " open_clip");
    }

    private boolean isRight(ObjectNode json) {
        try {
            ModelConfig back =
                    HuggingFaceConfig.of(HuggingFaceConfig.FILE, json).model();
            return essence(ModelConfigJson.write(back)).equals(essence(openClip.deepCopy()));
        } catch (ModelFolderException e) {
            return false; // a configuration that this class cannot have
        }
    }

    /** What decides the tensors and what is computed with them. */
    private static ObjectNode essence(ObjectNode json) {
        for (String path : WITHOUT_EFFECT) {
            int end = path.lastIndexOf('/');
            if (json.at(path.substring(0, end)) instanceof ObjectNode parent) {
                parent.remove(path.substring(end + 1));
            }
        }
        for (String tower : List.of("vision_cfg", "text_cfg")) {
            if (json.path(tower) instanceof ObjectNode object && object.has("mlp_ratio")) {
                int width = object.path("width").intValue();
                object.put("mlp_ratio", (int) (width * object.path("mlp_ratio").doubleValue()));
            }
        }
        return json;
    }

    private ObjectNode candidate(boolean siglip, String activation) {
        VisionConfig vision = model.config().vision();
        TextConfig text = model.config().text();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putArray("architectures").add(siglip ? "SiglipModel" : "CLIPModel");
        json.put("model_type", siglip ? "siglip" : "clip");
        if (!siglip) {
            json.put("projection_dim", model.config().embedDim());
            json.put("logit_scale_init_value", model.loss().initialLogScale());
        }
        double standard = siglip ? HuggingFaceTower.SIGLIP_EPSILON : HuggingFaceTower.EPSILON;
        ObjectNode texts = json.putObject("text_config");
        texts.put("model_type", siglip ? "siglip_text_model" : "clip_text_model");
        new HuggingFaceTower(
                        text.width(),
                        text.mlpWidth(),
                        text.layers(),
                        text.heads(),
                        activation,
                        epsilon("text_cfg", HuggingFaceTower.EPSILON))
                .write(texts)
                .put("max_position_embeddings", text.contextLength())
                .put("vocab_size", text.vocabSize());
        ObjectNode images = json.putObject("vision_config");
        images.put("model_type", siglip ? "siglip_vision_model" : "clip_vision_model");
        new HuggingFaceTower(
                        vision.width(),
                        vision.mlpWidth(),
                        vision.layers(),
                        vision.heads(),
                        activation,
                        epsilon("vision_cfg", standard))
                .write(images)
                .put("image_size", vision.imageSize())
                .put("patch_size", vision.patchSize())
                .put("num_channels", 3);
        texts.put(siglip ? "projection_size" : "projection_dim", model.config().embedDim());
        if (!siglip) {
            images.put("projection_dim", model.config().embedDim());
        }
        return json;
    }

    private double epsilon(String tower, double standard) {
        JsonNode epsilon = openClip.path(tower).path("norm_kwargs").path("eps");
        return epsilon.isNumber() ? epsilon.doubleValue() : standard;
    }

    private static String name(StoredType type) {
        return switch (type) {
            case F16 -> "float16";
            case BF16 -> "bfloat16";
            default -> "float32";
        };
    }
}
