package dev.diptych.export.huggingface;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.export.description.Architecture;
import dev.diptych.export.description.ModelDescription;
import dev.diptych.export.description.ModelFolderException;
import dev.diptych.export.model.ModelFamily;
import dev.diptych.export.openclip.OpenClipConfig;
import dev.diptych.export.safetensors.StoredType;
import dev.diptych.nn.op.Activation;
import dev.diptych.text.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;

/*
 * transformers' two classes express few of the shapes that open_clip's configurations can. What was written is read back:
 * if that is another model, this one cannot be expressed.
 */
/** Writes {@code config.json} of transformers' {@code CLIPModel} or {@code SiglipModel}. */
public final class HuggingFaceConfigWriter {
    private HuggingFaceConfigWriter() {}

    /** @throws ModelFolderException if neither class can be this model */
    public static ObjectNode write(ModelDescription model, @Nullable Tokenizer tokenizer, StoredType type) {
        ObjectNode json = describe(model, tokenizer, type);
        requireSame(Architecture.of(model.config()), json);
        return json;
    }

    /** Whether the class of a model is {@code SiglipModel}: {@code CLIPModel} has no {@code logit_bias}. */
    public static boolean isSiglip(ModelDescription model) {
        return model.family() == ModelFamily.SIGLIP
                || model.config().initLogitBias().isPresent();
    }

    /** The same of any model, for what reads no more of it than its class and sizes, as runtimes of ONNX do. */
    public static ObjectNode describe(ModelDescription model, @Nullable Tokenizer tokenizer, StoredType type) {
        Architecture shape = Architecture.of(model.config());
        boolean siglip = isSiglip(model);
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putArray("architectures").add(siglip ? "SiglipModel" : "CLIPModel");
        json.put("model_type", siglip ? "siglip" : "clip");
        json.put("torch_dtype", name(type));
        ObjectNode text = tower(shape.text()).write(json.putObject("text_config"));
        text.put("model_type", siglip ? "siglip_text_model" : "clip_text_model")
                .put("max_position_embeddings", model.config().text().contextLength())
                .put("vocab_size", shape.vocabSize())
                .put(siglip ? "projection_size" : "projection_dim", shape.embedDim());
        ObjectNode vision = tower(shape.vision()).write(json.putObject("vision_config"));
        vision.put("model_type", siglip ? "siglip_vision_model" : "clip_vision_model")
                .put("image_size", model.config().vision().imageSize())
                .put("patch_size", shape.patchSize())
                .put("num_channels", 3);
        if (!siglip) {
            vision.put("projection_dim", shape.embedDim());
            json.put("projection_dim", shape.embedDim());
            json.put("logit_scale_init_value", ModelFamily.CLIP.initialLogScale());
        }
        if (!siglip) {
            text.put("eos_token_id", end(shape, tokenizer));
        }
        if (tokenizer != null) {
            tokenizer.startOfText().ifPresent(start -> text.put("bos_token_id", start));
            text.put("pad_token_id", tokenizer.padding());
            if (siglip) {
                text.put("eos_token_id", tokenizer.endOfText());
            }
        }
        json.set(OpenClipConfig.OWN, OpenClipConfig.own(model, tokenizer));
        return json;
    }

    /** The id that transformers pools at: the first of it in a row, or the largest of the row for the one of old files. */
    private static int end(Architecture shape, @Nullable Tokenizer tokenizer) {
        if (shape.endOfText().isPresent()) {
            return shape.endOfText().getAsInt();
        }
        int usual = tokenizer == null ? HuggingFaceConfig.USUAL_END : tokenizer.endOfText();
        return usual == shape.vocabSize() - 1 ? usual : HuggingFaceConfig.LEGACY_END;
    }

    private static void requireSame(Architecture shape, ObjectNode json) {
        Architecture back = null;
        try {
            back = Architecture.of(
                    HuggingFaceConfig.of(HuggingFaceConfig.FILE, json).model());
        } catch (ModelFolderException e) {
            // a shape that this class cannot have, which is said below
        }
        if (!shape.equals(back)) {
            throw new ModelFolderException(
                    HuggingFaceConfig.FILE,
                    shape + ", expected a shape of Hugging Face's "
                            + json.path("architectures").path(0).textValue() + "; write it as open_clip");
        }
    }

    private static HuggingFaceTower tower(Architecture.Tower tower) {
        return new HuggingFaceTower(
                tower.width(),
                tower.mlpWidth(),
                tower.layers(),
                tower.heads(),
                name(tower.activation()),
                Double.parseDouble(Float.toString((float) tower.epsilon()))); // 1e-5, not its nearest float
    }

    private static String name(Activation.Kind activation) {
        return switch (activation) {
            case GELU -> "gelu";
            case GELU_TANH -> "gelu_pytorch_tanh";
            case QUICK_GELU -> "quick_gelu";
        };
    }

    private static String name(StoredType type) {
        return switch (type) {
            case F16 -> "float16";
            case BF16 -> "bfloat16";
            default -> "float32";
        };
    }
}
