package dev.diptych.export.folder;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.diptych.export.description.ModelDescription;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.export.model.ModelConfigJson;
import dev.diptych.export.model.ModelFamily;
import dev.diptych.export.safetensors.TensorValues;
import dev.diptych.export.tensor.DeclaredTensors;
import dev.diptych.export.tensor.Slot;
import dev.diptych.image.resize.Resampling;
import dev.diptych.text.bpe.BpeTrainer;
import dev.diptych.text.tokenizer.BpeTokenizer;
import dev.diptych.text.tokenizer.Tokenizer;
import dev.diptych.vision.preprocess.ChannelValues;
import dev.diptych.vision.preprocess.Preprocessing;
import dev.diptych.vision.preprocess.ResizeMode;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Models of a few thousand parameters, with values drawn by name. */
public final class SmallModels {
    public static final Tokenizer TOKENIZER =
            new BpeTokenizer(new BpeTrainer(530).train(Stream.of("a red fox", "a red box")));

    static final String CLIP = """
        {"embed_dim": 20, "quick_gelu": true,
         "vision_cfg": {"image_size": 32, "patch_size": 8, "width": 24, "layers": 2, "head_width": 12,
                        "mlp_ratio": 2.5},
         "text_cfg": {"context_length": 12, "vocab_size": 530, "width": 16, "heads": 2, "layers": 3}}
        """;

    static final String SIGLIP = """
        {"embed_dim": 24, "init_logit_bias": -10, "custom_text": true,
         "vision_cfg": {"image_size": 32, "patch_size": 8, "width": 24, "layers": 2, "head_width": 12,
                        "mlp_ratio": 3.1, "pool_type": "map", "act_kwargs": {"approximate": "tanh"}},
         "text_cfg": {"context_length": 12, "vocab_size": 530, "width": 24, "heads": 2, "layers": 2,
                      "no_causal_mask": true, "proj_bias": true, "pool_type": "last",
                      "norm_kwargs": {"eps": 1e-6}, "act_kwargs": {"approximate": "tanh"}}}
        """;

    private SmallModels() {}

    public static ModelDescription clip() {
        return new ModelDescription(config(CLIP), ModelFamily.CLIP, new Preprocessing(32));
    }

    public static ModelDescription siglip() {
        ChannelValues half = new ChannelValues(0.5f, 0.5f, 0.5f);
        return new ModelDescription(
                config(SIGLIP),
                ModelFamily.SIGLIP,
                new Preprocessing(32, half, half, Resampling.BILINEAR, ResizeMode.SQUASH, 0));
    }

    static ModelConfig config(String json) {
        try {
            return ModelConfigJson.read("test", new ObjectMapper().readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Normal values for every tensor, drawn by its name. */
    public static TensorValues values(ModelDescription model) {
        List<Slot> slots = DeclaredTensors.of(model.config(), model.family());
        return name -> {
            Slot slot = slots.stream()
                    .filter(each -> each.name().equals(name))
                    .findFirst()
                    .orElseThrow();
            Random random = new Random(name.hashCode());
            float[] values = new float[slot.elements()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            return values;
        };
    }
}
