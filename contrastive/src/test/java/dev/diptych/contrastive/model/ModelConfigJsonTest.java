package dev.diptych.contrastive.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.diptych.nn.onednn.OneDnnEngine;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ModelConfigJsonTest {
    private static final String VIT_B_32_QUICKGELU = """
            {"embed_dim": 512, "quick_gelu": true,
             "vision_cfg": {"image_size": 224, "layers": 12, "width": 768, "patch_size": 32},
             "text_cfg": {"context_length": 77, "vocab_size": 49408, "width": 512, "heads": 8, "layers": 12}}
            """;

    /** Totals that open_clip reports for its models of these names. */
    @ParameterizedTest
    @CsvSource({
        "ViT-S-32, 63085825",
        "ViT-S-16, 62257537",
        "ViT-M-32, 103119873",
        "ViT-B-32-quickgelu, 151277313",
        "ViT-B-32, 151277313",
        "ViT-L-14, 427616513"
    })
    void shippedModelsHaveOpenClipsParameterCounts(String name, long parameters) throws IOException {
        Path file = Path.of("..", "configs", "models", name + ".json");
        ModelConfig config = ModelConfigJson.read(name, new ObjectMapper().readTree(file.toFile()));
        try (OneDnnEngine engine = new OneDnnEngine()) {
            assertThat(new ClipModel(config, LossKind.CLIP, engine).parameters().count())
                    .isEqualTo(parameters);
        }
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
                .hasMessageContaining("bad.json: custom: not supported, expected one of embed_dim")
                .hasMessageContaining("bad.json: vision_cfg.timm_model_name: not supported")
                .hasMessageContaining("bad.json: text_cfg: missing, expected a JSON object")
                .hasMessageContaining("bad.json: embed_dim: \"x\", expected a whole number");
    }

    @Test
    void rejectsAPatchThatDoesNotDivideTheImage() {
        String bad = "{\"vision_cfg\": {\"image_size\": 65, \"patch_size\": 8}, \"text_cfg\": {}}";
        assertThatThrownBy(() -> ModelConfigJson.read("bad.json", json(bad)))
                .hasMessage(
                        "bad.json: vision_cfg: image_size 65, patch_size 8, expected a positive multiple of the patch"
                                + " size");
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return new ObjectMapper().readTree(text);
    }
}
