package dev.diptych.export.huggingface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.diptych.export.description.ModelFolderException;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.export.model.ModelConfigJson;
import dev.diptych.export.model.ModelFamily;
import dev.diptych.nn.op.Activation;
import dev.diptych.text.TextPool;
import dev.diptych.vision.PoolKind;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class HuggingFaceConfigTest {
    /** As transformers of 2022 wrote openai/clip-vit-base-patch32, less what it repeats. */
    private static final String OLD_CLIP = """
            {"architectures": ["CLIPModel"], "initializer_factor": 1.0, "logit_scale_init_value": 2.6592,
             "model_type": "clip", "projection_dim": 512,
             "text_config": {"hidden_size": 999, "eos_token_id": 2},
             "text_config_dict": {"hidden_size": 512, "eos_token_id": 2, "dropout": 0.0, "vocab_size": 49408},
             "vision_config": {"patch_size": 32, "hidden_act": "quick_gelu", "attention_dropout": 0.0},
             "vision_config_dict": null, "torch_dtype": "float32"}
            """;

    @Test
    void readsWhatTransformersLeavesOutOfClip() {
        ModelConfig base = read("{\"model_type\": \"clip\"}").model();
        assertThat(base.embedDim()).isEqualTo(512);
        assertThat(base.quickGelu()).isTrue();
        assertThat(base.vision().patchSize()).isEqualTo(32);
        assertThat(base.vision().heads()).isEqualTo(12);
        assertThat(base.vision().mlpWidth()).isEqualTo(3072);
        assertThat(base.text().contextLength()).isEqualTo(77);
        assertThat(base.text().vocabSize()).isEqualTo(49_408);
        assertThat(base.text().heads()).isEqualTo(8);
        assertThat(base.text().mlpWidth()).isEqualTo(2048);
        assertThat(read("{\"model_type\": \"clip\"}").tokenizer().endOfText()).isEqualTo(OptionalInt.of(49_407));
    }

    @Test
    void readsFilesThatNameTheirTowersTwice() {
        HuggingFaceConfig config = read(OLD_CLIP);
        assertThat(config.model().text().width()).isEqualTo(512);
        assertThat(config.tokenizer().endOfText()).isEmpty();
        assertThat(config.family()).isEqualTo(ModelFamily.CLIP);
    }

    /** As CLIPTextTransformer.forward: by the largest id of a row where eos_token_id is 2, at the first of it elsewhere. */
    @Test
    void poolsCaptionsWhereTransformersDoes() {
        record Case(String text, TextPool pool, int end) {}
        for (Case c : List.of(
                new Case("{\"eos_token_id\": 2, \"vocab_size\": 49536}", TextPool.ARGMAX, 2),
                new Case("{\"vocab_size\": 49408}", TextPool.ARGMAX, 2),
                new Case("{\"eos_token_id\": 49407, \"vocab_size\": 49536}", TextPool.EOS, 49_407),
                new Case("{\"eos_token_id\": 49407, \"vocab_size\": 49409}", TextPool.EOS, 49_407))) {
            ModelConfig model = read("{\"model_type\": \"clip\", \"text_config\": " + c.text + "}")
                    .model();
            assertThat(model.text().pool()).as(c.text).isEqualTo(c.pool);
            assertThat(model.text().eosId()).as(c.text).isEqualTo(c.end);
        }
    }

    @Test
    void readsSidesThatStandThereTwice() {
        assertThat(read(clip("image_size", "[336, 336]")).model().vision().imageSize())
                .isEqualTo(336);
        assertThat(read(clip("patch_size", "[14, 14]")).model().vision().patchSize())
                .isEqualTo(14);
        assertThatThrownBy(() -> read(clip("image_size", "[336, 224]")).model())
                .hasMessageContaining(
                        "vision_config.image_size: [336,224], expected a whole number, or two that are equal");
    }

    @Test
    void readsWhatTransformersLeavesOutOfSiglip() {
        HuggingFaceConfig config = read("{\"model_type\": \"siglip\"}");
        ModelConfig base = config.model();
        assertThat(config.family()).isEqualTo(ModelFamily.SIGLIP);
        assertThat(config.tokenizer().endOfText()).isEmpty();
        assertThat(base.embedDim()).isEqualTo(768);
        assertThat(base.vision().pool()).isEqualTo(PoolKind.MAP);
        assertThat(base.vision().patchSize()).isEqualTo(16);
        assertThat(base.vision().activation()).isEqualTo(Activation.Kind.GELU_TANH);
        assertThat(base.vision().normEpsilon()).isEqualTo(1e-6);
        assertThat(base.text().normEpsilon()).isEqualTo(1e-6);
        assertThat(base.text().contextLength()).isEqualTo(64);
        assertThat(base.text().vocabSize()).isEqualTo(32_000);
        assertThat(base.text().causal()).isFalse();
        assertThat(base.customText()).isTrue();
    }

    @Test
    void namesSiglipTowersAsTimm() {
        ModelConfig so400m = read("""
                        {"model_type": "siglip",
                         "text_config": {"hidden_size": 1152, "intermediate_size": 4304, "num_hidden_layers": 27,
                                         "num_attention_heads": 16},
                         "vision_config": {"hidden_size": 1152, "intermediate_size": 4304, "num_hidden_layers": 27,
                                           "num_attention_heads": 16, "patch_size": 14, "image_size": 384}}
                        """).model();
        assertThat(so400m.vision().mlpWidth()).isEqualTo(4304);
        assertThat(ModelConfigJson.write(so400m)
                        .path("vision_cfg")
                        .path("timm_model_name")
                        .textValue())
                .isEqualTo("vit_so400m_patch14_siglip_384");
    }

    @Test
    void mapsEachActivation() {
        record Case(String name, Activation.Kind kind) {}
        for (Case c : List.of(
                new Case("gelu", Activation.Kind.GELU),
                new Case("quick_gelu", Activation.Kind.QUICK_GELU),
                new Case("gelu_pytorch_tanh", Activation.Kind.GELU_TANH))) {
            String tower = "{\"hidden_act\": \"" + c.name + "\", \"layer_norm_eps\": 3e-5}";
            ModelConfig model = read("{\"model_type\": \"clip\", \"text_config\": " + tower + ", \"vision_config\": "
                            + tower + "}")
                    .model();
            assertThat(model.text().activation()).isEqualTo(c.kind);
            assertThat(model.vision().activation()).isEqualTo(c.kind);
            assertThat(model.vision().normEpsilon()).isEqualTo(3e-5);
        }
    }

    @Test
    void rejectsEachThingThatIsNotSupported() {
        record Case(String json, String problem) {}
        for (Case c : List.of(
                new Case("{}", "model_type: , expected \"clip\" or \"siglip\""),
                new Case("{\"model_type\": \"align\"}", "model_type: \"align\", expected \"clip\" or \"siglip\""),
                new Case("{\"model_type\": \"clip\", \"text_config\": 3}", "text_config: 3, expected a JSON object"),
                new Case(clip("hidden_act", "\"relu\""), "hidden_act: \"relu\", expected"),
                new Case(clip("hidden_size", "\"512\""), "vision_config.hidden_size: \"512\", expected a whole number"),
                new Case(clip("hidden_size", "1e99"), "vision_config.hidden_size: "),
                new Case(clip("num_attention_heads", "0"), "768 with 0 heads"),
                new Case(clip("num_attention_heads", "7"), "768 with 7 heads"),
                new Case(clip("num_channels", "1"), "vision_config.num_channels: 1, expected 3"),
                new Case(clip("image_size", "-4"), "model failed: test: vision_cfg: image_size -4"),
                new Case(
                        "{\"model_type\": \"siglip\", \"vision_config\": {\"vision_use_head\": false}}",
                        "vision_use_head: false, expected true"),
                new Case(
                        "{\"model_type\": \"siglip\", \"text_config\": {\"projection_size\": 512}}",
                        "text_config.projection_size: 512, expected the vision tower's 768"))) {
            assertThatThrownBy(() -> read(c.json).model())
                    .as(c.json)
                    .isInstanceOf(ModelFolderException.class)
                    .hasMessageStartingWith("model failed: test: ")
                    .hasMessageContaining(c.problem);
        }
    }

    private static String clip(String key, String value) {
        return "{\"model_type\": \"clip\", \"vision_config\": {\"" + key + "\": " + value + "}}";
    }

    private static HuggingFaceConfig read(String json) {
        try {
            return HuggingFaceConfig.of("test", new ObjectMapper().readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
