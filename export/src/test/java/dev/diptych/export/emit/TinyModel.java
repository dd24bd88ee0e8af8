package dev.diptych.export.emit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.diptych.export.description.ModelDescription;
import dev.diptych.export.model.DeclaredModel;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.export.model.ModelConfigJson;
import dev.diptych.export.model.ModelFamily;
import dev.diptych.export.safetensors.TensorValues;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.vision.preprocess.Preprocessing;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** A model of a few thousand parameters for each family of towers, with values as at the start of a training, and a little noise. */
public enum TinyModel {
    CLIP(ModelFamily.CLIP, """
        {"embed_dim": 32, "quick_gelu": true,
         "vision_cfg": {"image_size": 32, "patch_size": 8, "width": 64, "layers": 2, "head_width": 32},
         "text_cfg": {"context_length": 12, "vocab_size": 64, "width": 64, "heads": 2, "layers": 2}}
        """),
    SIGLIP(ModelFamily.SIGLIP, """
        {"embed_dim": 64, "init_logit_bias": -10, "custom_text": true,
         "vision_cfg": {"image_size": 32, "patch_size": 8, "width": 64, "layers": 2, "head_width": 32,
                        "mlp_ratio": 3.1, "pool_type": "map", "act_kwargs": {"approximate": "tanh"}},
         "text_cfg": {"context_length": 12, "vocab_size": 64, "width": 64, "heads": 2, "layers": 2,
                      "no_causal_mask": true, "proj_bias": true, "pool_type": "last",
                      "norm_kwargs": {"eps": 1e-6}, "act_kwargs": {"approximate": "tanh"}}}
        """),
    /** The mean of the patches, normed behind it; branches with weights; captions that end in a number of their own. */
    AVERAGE(ModelFamily.CLIP, """
        {"embed_dim": 24, "custom_text": true,
         "vision_cfg": {"image_size": 30, "patch_size": 8, "width": 64, "layers": 2, "head_width": 32, "no_ln_pre": true,
                        "pool_type": "avg", "final_ln_after_pool": true, "pos_embed_type": "sin_cos_2d",
                        "ls_init_value": 0.4},
         "text_cfg": {"context_length": 12, "vocab_size": 64, "width": 64, "heads": 2, "layers": 2, "eos_id": 5,
                      "pool_type": "eos", "ls_init_value": 0.3}}
        """),
    /** The first of the answers to learnt questions, of another width than the tokens. */
    COCA(ModelFamily.CLIP, """
        {"embed_dim": 48, "custom_text": true,
         "vision_cfg": {"image_size": 32, "patch_size": 8, "width": 64, "layers": 1, "head_width": 32,
                        "attentional_pool": true, "attn_pooler_queries": 4, "attn_pooler_heads": 2},
         "text_cfg": {"context_length": 12, "vocab_size": 64, "width": 48, "heads": 2, "layers": 1,
                      "pool_type": "first", "proj_type": "none"}}
        """),
    /** The mean of the others, of one width; captions read to the last of the context, with a bias of the scores. */
    ANSWERS(ModelFamily.CLIP, """
        {"embed_dim": 64, "init_logit_bias": -3,
         "vision_cfg": {"image_size": 32, "patch_size": 8, "width": 64, "layers": 1, "head_width": 32, "pool_type": "avg",
                        "attentional_pool": true, "attn_pooler_queries": 4, "attn_pooler_heads": 2},
         "text_cfg": {"context_length": 12, "vocab_size": 64, "width": 64, "heads": 2, "layers": 1, "pool_type": "last"}}
        """);

    private static final double NOISE = 0.02;

    private final ModelFamily family;
    private final String json;

    TinyModel(ModelFamily family, String json) {
        this.family = family;
        this.json = json;
    }

    public ModelDescription description() {
        try {
            ModelConfig config = ModelConfigJson.read("test", new ObjectMapper().readTree(json));
            return new ModelDescription(
                    config, family, new Preprocessing(config.vision().imageSize()));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** The values of every tensor, drawn by its name. */
    public TensorValues weights() {
        ModelDescription model = description();
        Map<String, Parameters.Entry> entries =
                DeclaredModel.of(model.config(), model.family()).parameters().entries().stream()
                        .collect(Collectors.toMap(Parameters.Entry::name, entry -> entry));
        return name -> {
            Parameters.Entry entry = Objects.requireNonNull(entries.get(name));
            float[] values = new float[Math.toIntExact(entry.tensor().shape().elements())];
            SplittableRandom random = new SplittableRandom(name.hashCode());
            entry.initializer().fill(values, random);
            for (int i = 0; i < values.length; i++) {
                values[i] += (float) (NOISE * (2 * random.nextDouble() - 1));
            }
            return values;
        };
    }
}
