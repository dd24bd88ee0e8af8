package dev.diptych.export.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.op.Activation;
import dev.diptych.text.TextConfig;
import dev.diptych.text.TextTransformer;
import dev.diptych.vision.VisionConfig;
import dev.diptych.vision.VisionTransformer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

final class ModelConfigJsonTest {
    private static final Path MODELS = Path.of("..", "configs", "models");
    private static final String VIT_B_32_QUICKGELU = """
            {"embed_dim": 512, "quick_gelu": true,
             "vision_cfg": {"image_size": 224, "layers": 12, "width": 768, "patch_size": 32},
             "text_cfg": {"context_length": 77, "vocab_size": 49408, "width": 512, "heads": 8, "layers": 12}}
            """;

    /**
     * Of each shipped model: image tower, text tower, and both with the logit scale and bias. Those of source "reference"
     * are counts of open_clip's own modules; "formula" are counts by hand of the published shapes, by a program apart.
     */
    @ParameterizedTest
    @CsvFileSource(resources = "parameters.csv", numLinesToSkip = 1)
    void shippedModelsHaveOpenClipsParameterCounts(String name, long image, long text, long total) throws IOException {
        ModelConfig config = shipped(name);
        Parameters vision = new Parameters();
        new VisionTransformer(vision, config.vision(), config.embedDim());
        Parameters language = new Parameters();
        new TextTransformer(language, "", config.text(), config.embedDim());
        assertThat(vision.count()).isEqualTo(image);
        assertThat(language.count()).isEqualTo(text);
        int scalars = config.initLogitBias().isPresent() ? 2 : 1;
        assertThat(vision.count() + language.count() + scalars).isEqualTo(total);
    }

    @Test
    void countsEveryShippedModel() throws IOException {
        try (Stream<Path> files = Files.list(MODELS);
                InputStream counts = ModelConfigJsonTest.class.getResourceAsStream("parameters.csv")) {
            List<String> counted = new String(Objects.requireNonNull(counts).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .map(line -> line.substring(0, line.indexOf(',')))
                    .toList();
            assertThat(files.map(file -> file.getFileName().toString().replace(".json", "")))
                    .containsExactlyInAnyOrderElementsOf(counted);
        }
    }

    @ParameterizedTest
    @CsvFileSource(resources = "parameters.csv", numLinesToSkip = 1)
    void readsBackShippedModelsFromWhatItWrites(String name) throws IOException {
        ModelConfig config = shipped(name);
        assertThat(ModelConfigJson.read("again", ModelConfigJson.write(config))).isEqualTo(config);
    }

    @Test
    void readsBackWhatItWrites() throws JsonProcessingException {
        ModelConfig config = ModelConfigJson.read("ViT-B-32-quickgelu", json(VIT_B_32_QUICKGELU));
        assertThat(ModelConfigJson.read("again", ModelConfigJson.write(config))).isEqualTo(config);
    }

    @Test
    void namesEveryProblem() {
        String bad = "{\"embed_dim\": \"x\", \"custom\": 1, \"vision_cfg\": {\"timm_model_name\": \"y\"}}";
        assertThatThrownBy(() -> ModelConfigJson.read("bad.json", json(bad)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bad.json: custom: not supported, expected one of custom_text, embed_dim")
                .hasMessageContaining(
                        "bad.json: vision_cfg.timm_model_name: \"y\", expected one of vit_base_patch32_siglip_256")
                .hasMessageContaining("bad.json: text_cfg: missing, expected a JSON object")
                .hasMessageContaining("bad.json: embed_dim: \"x\", expected a whole number");
    }

    @Test
    void rejectsAPatchLargerThanTheImage() {
        String bad = "{\"embed_dim\": 8, \"vision_cfg\": {\"image_size\": 7, \"patch_size\": 8}, \"text_cfg\": {}}";
        assertThatThrownBy(() -> ModelConfigJson.read("bad.json", json(bad)))
                .hasMessage(
                        "bad.json: vision_cfg: image_size 7, patch_size 8, expected a patch of at least 1 pixel that"
                                + " fits into the image");
    }

    @Test
    void leftOutKeysTakeOpenClipsDefaults() throws JsonProcessingException {
        assertThat(ModelConfigJson.read("m", json("{'embed_dim': 8, 'vision_cfg': {}, 'text_cfg': {}}")))
                .isEqualTo(new ModelConfig(
                        8, new VisionConfig(224, 16, 768, 12, 64, 4), new TextConfig(77, 49408, 512, 8, 12, 4), false));
    }

    @Test
    void takesUnsupportedKeysAtOpenClipsDefaults() throws JsonProcessingException {
        assertThat(ModelConfigJson.read(
                        "m",
                        json("{'embed_dim': 8, 'nonscalar_logit_scale': false, 'vision_cfg': {'qk_norm': false,"
                                + " 'output_tokens': false, 'ls_init_value': null, 'timm_model_name': null,"
                                + " 'timm_drop': 0.0}, 'text_cfg': {'embed_cls': false, 'hf_model_name': null,"
                                + " 'act_kwargs': null}}")))
                .isEqualTo(ModelConfigJson.read("m", json("{'embed_dim': 8, 'vision_cfg': {}, 'text_cfg': {}}")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'qk_norm': true | m: vision_cfg.qk_norm: not supported, expected false
            'attentional_pool': 'cascade' | m: vision_cfg.attentional_pool: "cascade", expected true or false
            'pool_type': 'none' | m: vision_cfg.pool_type: "none", expected one of tok, avg, map
            'pos_embed_type': 'rope' | m: vision_cfg.pos_embed_type: "rope", expected one of learnable, sin_cos_2d
            'layers': 200000 | m: vision_cfg: layers 200000, expected at most 1024
            'width': 1000000000, 'head_width': 1 | m: vision_cfg: width 1000000000, expected at most 65536
            'mlp_ratio': 1e9 | m: vision_cfg: width times mlp_ratio 768000000000, expected at most 262144
            'image_size': 100000 | m: vision_cfg: image_size 100000, expected at most 16384
            'image_size': 10000, 'patch_size': 1 | m: vision_cfg: patches of patch_size 1: 100000000, expected at most 65536
            'layers': [3, 4, 6, 3] | m: vision_cfg.layers: [3,4,6,3], expected a whole number: a list is that of a ResNet, which is not supported
            'image_size': [224, 336] | m: vision_cfg.image_size: [224,336], expected a whole number, or two that are equal: images and patches are squares
            'patch_dropout': 1 | m: vision_cfg: patch_dropout 1.0, expected at least 0 and below 1
            'ls_init_value': 'x' | m: vision_cfg.ls_init_value: "x", expected a number
            'norm_kwargs': {'epsilon': 1} | m: vision_cfg.norm_kwargs.epsilon: not supported, expected one of eps
            'norm_kwargs': {'eps': 0} | m: vision_cfg: norm_kwargs.eps 0.0, expected above 0 and below 1
            'act_kwargs': {'approximate': 'x'} | m: vision_cfg.act_kwargs.approximate: "x", expected none or tanh
            'act_kwargs': 1 | m: vision_cfg.act_kwargs: 1, expected a JSON object
            'pool_type': 'map' | m: model: embed_dim 8 with vision_cfg.pool_type map, expected the vision tower's width 768, as it has no projection
            'pool_type': 'avg', 'attentional_pool': true, 'attn_pooler_queries': 1 | m: vision_cfg: attn_pooler_queries 1 with pool_type avg, expected at least 2
            'attentional_pool': true, 'attn_pooler_heads': 3 | m: model: embed_dim 8, expected a multiple of vision_cfg.attn_pooler_heads 3
            'pos_embed_type': 'sin_cos_2d', 'width': 66, 'head_width': 66 | m: vision_cfg: pos_embed_type sin_cos_2d: width 66, expected a multiple of 4
            'timm_model_name': 'vit_base_patch16_siglip_256', 'timm_pool': 'map', 'timm_proj': 'none' | m: vision_cfg.image_size: missing, expected 256, that of vit_base_patch16_siglip_256
            """)
    void saysWhatIsWrongWithAVisionTower(String keys, String problem) throws JsonProcessingException {
        JsonNode config = json("{'embed_dim': 8, 'vision_cfg': {" + keys + "}, 'text_cfg': {}}");
        assertThatThrownBy(() -> ModelConfigJson.read("m", config)).hasMessage(problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'hf_model_name': 'roberta-base' | m: text_cfg.hf_model_name: not supported, expected null
            'embed_cls': true | m: text_cfg.embed_cls: not supported, expected false
            'pool_type': 'none' | m: text_cfg.pool_type: "none", expected one of argmax, eos, first, last
            'pool_type': 'eos', 'eos_id': 49408 | m: text_cfg: pad_id 0, eos_id 49408, expected token numbers below vocab_size 49408
            'proj_type': 'mlp' | m: text_cfg.proj_type: "mlp", expected linear or none
            'proj_type': 'none' | m: model: embed_dim 8 with text_cfg.proj_type none, expected the text tower's width 512
            'tokenizer_kwargs': {'clean': 'x'} | m: text_cfg: tokenizer_kwargs.clean x, expected one of lower, whitespace, canonicalize
            'tokenizer_kwargs': {'language': 'en'} | m: text_cfg.tokenizer_kwargs.language: not supported, expected one of clean, strip_sep_token
            """)
    void saysWhatIsWrongWithATextTower(String keys, String problem) throws JsonProcessingException {
        JsonNode config = json("{'embed_dim': 8, 'vision_cfg': {}, 'text_cfg': {" + keys + "}}");
        assertThatThrownBy(() -> ModelConfigJson.read("m", config)).hasMessage(problem);
    }

    @Test
    void rejectsAnApproximationBesideQuickGelu() throws JsonProcessingException {
        JsonNode config = json("{'embed_dim': 8, 'quick_gelu': true, 'vision_cfg': {'pool_type': 'map'}, 'text_cfg':"
                + " {'act_kwargs': {'approximate': 'tanh'}}}");
        assertThatThrownBy(() -> ModelConfigJson.read("m", config))
                .hasMessageStartingWith("m: text_cfg.act_kwargs: {\"approximate\":\"tanh\"}, expected none beside");
    }

    @Test
    void requiresTheSizeOfTheSpace() throws JsonProcessingException {
        JsonNode config = json("{'vision_cfg': {}, 'text_cfg': {}}");
        assertThatThrownBy(() -> ModelConfigJson.read("m", config))
                .hasMessage("m: embed_dim: missing, expected a whole number");
    }

    @Test
    void quickGeluLeavesSiglipsVisionTowerAsItIs() throws JsonProcessingException {
        ModelConfig config = ModelConfigJson.read(
                "m",
                json("{'embed_dim': 768, 'quick_gelu': true, 'vision_cfg': {'timm_model_name':"
                        + " 'vit_base_patch16_siglip_224', 'timm_pool': 'map', 'timm_proj': 'none'}, 'text_cfg': {}}"));
        assertThat(config.vision().activation()).isEqualTo(Activation.Kind.GELU);
        assertThat(config.text().activation()).isEqualTo(Activation.Kind.QUICK_GELU);
        assertThat(ModelConfigJson.read("again", ModelConfigJson.write(config))).isEqualTo(config);
    }

    @Test
    void writesSiglipTowersUnderTimmsNamesWhateverTheirActivation() throws IOException {
        ModelConfig siglip = shipped("ViT-B-16-SigLIP");
        JsonNode written = ModelConfigJson.write(siglip).path("vision_cfg");
        assertThat(written.path("timm_model_name").asText()).isEqualTo("vit_base_patch16_siglip_224");
        assertThat(written.has("act_kwargs")).isFalse();
        ModelConfig tanh = new ModelConfig(
                siglip.embedDim(),
                siglip.vision().withActivation(Activation.Kind.GELU_TANH),
                siglip.text().withActivation(Activation.Kind.GELU_TANH),
                true,
                siglip.initLogitScale(),
                siglip.initLogitBias());
        JsonNode other = ModelConfigJson.write(tanh).path("vision_cfg");
        assertThat(other.path("timm_model_name").asText()).isEqualTo("vit_base_patch16_siglip_224");
        assertThat(other.path("act_kwargs").path("approximate").asText()).isEqualTo("tanh");
        assertThat(ModelConfigJson.read("again", ModelConfigJson.write(tanh))).isEqualTo(tanh);
    }

    private static ModelConfig shipped(String name) throws IOException {
        return ModelConfigJson.read(
                name, new ObjectMapper().readTree(MODELS.resolve(name + ".json").toFile()));
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return new ObjectMapper().readTree(text.replace('\'', '"'));
    }
}
