package dev.diptych.export.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.diptych.config.json.JsonDocument;
import dev.diptych.config.json.JsonSection;
import dev.diptych.export.description.JsonFile;
import dev.diptych.export.description.ModelFolderException;
import dev.diptych.export.huggingface.ImageProcessorJson;
import dev.diptych.export.openclip.PreprocessJson;
import dev.diptych.image.resize.Resampling;
import dev.diptych.vision.preprocess.ChannelValues;
import dev.diptych.vision.preprocess.CropStart;
import dev.diptych.vision.preprocess.Preprocessing;
import dev.diptych.vision.preprocess.ResizeMode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code preprocess_cfg} of open_clip and {@code preprocessor_config.json} of Hugging Face. */
final class PreprocessFilesTest {
    private static final ChannelValues HALF = new ChannelValues(0.5f, 0.5f, 0.5f);

    private record Case(String json, String problem) {}

    @Test
    void readsWhatOpenClipWrites() {
        assertThat(PreprocessJson.read(part(json("{}")), 224)).isEqualTo(new Preprocessing(224));
        String siglip = """
            {"size": [224, 224], "mode": "RGB", "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5],
             "interpolation": "bicubic", "resize_mode": "squash", "fill_color": 0}
            """;
        assertThat(PreprocessJson.read(part(json(siglip)), 224))
                .isEqualTo(new Preprocessing(224, HALF, HALF, Resampling.BICUBIC, ResizeMode.SQUASH, 0));
    }

    @Test
    void rejectsEachPreprocessCfgThatItCannotFollow() {
        for (Case c : List.of(
                new Case("{\"crop_pct\": 0.9}", "preprocess_cfg.crop_pct: unknown, expected one of fill_color, "),
                new Case("{\"size\": 336}", "preprocess_cfg.size: 336, expected the model's image_size 224"),
                new Case("{\"size\": [224, 336]}", "size: [224,336], expected a whole number, or two that are equal"),
                new Case("{\"size\": \"224\"}", "size: \"224\", expected a whole number"),
                new Case("{\"mode\": \"L\"}", "mode: \"L\", expected \"RGB\""),
                new Case("{\"mean\": 0.5}", "mean: 0.5, expected 3 numbers"),
                new Case("{\"mean\": [0.5, 0.5]}", "mean: [0.5,0.5], expected 3 numbers"),
                new Case("{\"mean\": [0.5, null, 1]}", "expected 3 numbers"),
                new Case("{\"std\": [0, 1, 1]}", "expected each above 0"),
                new Case("{\"interpolation\": \"random\"}", "interpolation: \"random\", expected one of box, "),
                new Case("{\"resize_mode\": \"crop\"}", "\"crop\", expected one of shortest, squash, longest"),
                new Case("{\"fill_color\": \"grey\"}", "fill_color: \"grey\", expected a whole number"),
                new Case("{\"fill_color\": -1}", "fill_color"))) {
            assertThatThrownBy(() -> PreprocessJson.read(part(json(c.json)), 224))
                    .as(c.json)
                    .isInstanceOf(ModelFolderException.class)
                    .hasMessageStartingWith("model failed: test: preprocess_cfg")
                    .hasMessageContaining(c.problem);
        }
    }

    @Test
    void readsTheProcessorsOfClip() {
        String old = """
            {"crop_size": 224, "do_center_crop": true, "do_normalize": true, "do_resize": true,
             "feature_extractor_type": "CLIPFeatureExtractor", "resample": 3, "size": 224,
             "image_mean": [0.48145466, 0.4578275, 0.40821073], "image_std": [0.26862954, 0.26130258, 0.27577711]}
            """;
        String later = """
            {"crop_size": {"height": 224, "width": 224}, "do_center_crop": true, "do_convert_rgb": true,
             "do_normalize": true, "do_rescale": true, "do_resize": true, "do_pad": false, "pad_size": null,
             "image_mean": [0.48145466, 0.4578275, 0.40821073], "image_std": [0.26862954, 0.26130258, 0.27577711],
             "image_processor_type": "CLIPImageProcessorFast", "resample": 3, "rescale_factor": 0.00392156862745098,
             "size": {"shortest_edge": 224}}
            """;
        for (String text : List.of(old, later, "{}")) {
            assertThat(ImageProcessorJson.read(JsonDocument.of("test", json(text)), 224, false))
                    .isEqualTo(new Preprocessing(224).withCropStart(CropStart.DOWN));
        }
    }

    @Test
    void readsTheProcessorsOfSiglip() {
        String text = """
            {"do_normalize": true, "do_rescale": true, "do_resize": true, "image_mean": [0.5, 0.5, 0.5],
             "image_processor_type": "SiglipImageProcessor", "image_std": [0.5, 0.5, 0.5],
             "processor_class": "SiglipProcessor", "resample": 2, "rescale_factor": 0.00392156862745098,
             "size": {"height": 224, "width": 224}}
            """;
        assertThat(ImageProcessorJson.read(JsonDocument.of("test", json(text)), 224, true))
                .isEqualTo(new Preprocessing(224, HALF, HALF, Resampling.BILINEAR, ResizeMode.SQUASH, 0));
    }

    @Test
    void rejectsEachProcessorThatItCannotFollow() {
        for (Case c : List.of(
                new Case("{\"do_thumbnail\": true}", "do_thumbnail: true: unknown, expected one of crop_size, "),
                new Case("{\"crop_pct\": 0.875}", "crop_pct: 0.875: unknown"),
                new Case("{\"do_resize\": false}", "do_resize: false, expected true"),
                new Case("{\"do_normalize\": \"yes\"}", "do_normalize: \"yes\", expected true or false"),
                new Case("{\"rescale_factor\": 1}", "rescale_factor: 1, expected 1/255"),
                new Case("{\"resample\": 0}", "resample: 0, expected 1 (Lanczos), 2 (bilinear)"),
                new Case("{\"size\": 256}", "size: 256, expected the model's image_size 224"),
                new Case("{\"size\": {}}", "size: {}, expected the model's image_size 224"),
                new Case("{\"size\": {\"longest_edge\": 224}}", "expected the model's image_size 224"),
                new Case("{\"size\": {\"height\": 224, \"width\": 112}}", "expected the model's image_size 224"),
                new Case("{\"crop_size\": 200}", "crop_size: 200, expected the model's image_size 224"),
                new Case("{\"do_center_crop\": false}", "do_center_crop: false, expected true where size is"),
                new Case("{\"image_std\": [1, 1]}", "image_std: [1,1], expected 3 numbers"),
                new Case("{\"image_std\": [1, 1, -1]}", "expected each above 0"))) {
            assertThatThrownBy(() -> ImageProcessorJson.read(JsonDocument.of("test", json(c.json)), 224, false))
                    .as(c.json)
                    .isInstanceOf(ModelFolderException.class)
                    .hasMessageStartingWith("model failed: test: ")
                    .hasMessageContaining(c.problem);
        }
    }

    @Test
    void refusesToWriteWhatProcessorsDoNotDo() {
        Preprocessing longest = new Preprocessing(
                224, HALF, HALF, Resampling.BICUBIC, ResizeMode.LONGEST, Preprocessing.DEFAULT_FILL_COLOR);
        assertThatThrownBy(() -> ImageProcessorJson.write(longest, false))
                .hasMessageContaining("resize_mode longest, expected shortest or squash");
    }

    @Test
    void readsBackEveryFilterItWrites() {
        for (Resampling filter : Resampling.values()) {
            for (ResizeMode mode : List.of(ResizeMode.SHORTEST, ResizeMode.SQUASH)) {
                Preprocessing asked = new Preprocessing(64, HALF, HALF, filter, mode, 0);
                for (boolean siglip : new boolean[] {false, true}) {
                    JsonNode json = ImageProcessorJson.write(asked, siglip);
                    assertThat(ImageProcessorJson.read(JsonDocument.of("test", json), 64, siglip))
                            .isEqualTo(mode == ResizeMode.SQUASH ? asked : asked.withCropStart(CropStart.DOWN));
                }
                assertThat(PreprocessJson.read(part(PreprocessJson.write(asked)), 64))
                        .isEqualTo(asked);
            }
        }
    }

    private static JsonSection part(JsonNode json) {
        JsonNode root = JsonNodeFactory.instance.objectNode().set("preprocess_cfg", json);
        return JsonFile.section(JsonDocument.of("test", root)).section("preprocess_cfg", true);
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
