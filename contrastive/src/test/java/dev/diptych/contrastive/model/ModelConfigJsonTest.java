package dev.diptych.contrastive.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.text.TextTransformer;
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

    private static ModelConfig shipped(String name) throws IOException {
        return ModelConfigJson.read(
                name, new ObjectMapper().readTree(MODELS.resolve(name + ".json").toFile()));
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return new ObjectMapper().readTree(text);
    }
}
