package dev.diptych.export.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.diptych.export.description.FolderFormat;
import dev.diptych.export.description.ModelDescription;
import dev.diptych.export.folder.ModelFolder;
import dev.diptych.export.folder.ModelFolderWriter;
import dev.diptych.export.folder.SmallModels;
import dev.diptych.export.onnx.emit.Format;
import dev.diptych.export.onnx.emit.OnnxNodes;
import dev.diptych.export.onnx.graph.Graph;
import dev.diptych.export.onnx.runtime.Input;
import dev.diptych.export.onnx.runtime.OnnxModel;
import dev.diptych.export.onnx.weight.Weights;
import dev.diptych.export.safetensors.ShardWriter;
import dev.diptych.export.safetensors.StoredType;
import dev.diptych.nn.op.Fill;
import dev.diptych.nn.program.Program;
import dev.diptych.nn.tape.Tape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OnnxExportTest {
    private static final int CONTEXT = 12;
    private static final int SIDE = 32;

    @TempDir
    private Path folder;

    private final List<String> notes = new ArrayList<>();

    @Test
    void writesTheFilesThatLoadersLookFor() throws IOException {
        Path output = export(SmallModels.clip(), new OnnxExport(List.of(Format.values()), false, true));
        try (Stream<Path> files = Files.walk(output)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> output.relativize(file).toString()))
                    .containsExactlyInAnyOrder(
                            "config.json",
                            "merges.txt",
                            "preprocessor_config.json",
                            "special_tokens_map.json",
                            "tokenizer.json",
                            "tokenizer_config.json",
                            "vocab.json",
                            "onnx/model.onnx",
                            "onnx/model_fp16.onnx",
                            "onnx/model_quantized.onnx",
                            "onnx/text_model.onnx",
                            "onnx/text_model_fp16.onnx",
                            "onnx/text_model_quantized.onnx",
                            "onnx/vision_model.onnx",
                            "onnx/vision_model_fp16.onnx",
                            "onnx/vision_model_quantized.onnx",
                            "onnx/vision_model_with_preprocessing.onnx",
                            "onnx/vision_model_with_preprocessing_fp16.onnx",
                            "onnx/vision_model_with_preprocessing_quantized.onnx");
        }
        assertThat(json(output.resolve("config.json")).path("model_type").asText())
                .isEqualTo("clip");
        String graph = Files.readString(output.resolve("onnx/vision_model.onnx"), StandardCharsets.ISO_8859_1);
        assertThat(graph).contains("visual.transformer.resblocks.0.ln_1", "visual.conv1.weight.transposed");
        assertThat(notes).singleElement().asString().contains("the middle of an image begins at the pixel before");
    }

    @Test
    void scoresArePairsOfUnitVectors() throws IOException {
        for (ModelDescription model : List.of(SmallModels.clip(), SmallModels.siglip())) {
            Path output = export(model, new OnnxExport(List.of(Format.FP32), false, false));
            Map<String, float[]> both = run(output.resolve("onnx/model.onnx"));
            float[] images = output(both, "image_embeds");
            float[] texts = output(both, "text_embeds");
            float scale = (float) Math.exp(SmallModels.values(model).of("logit_scale")[0]);
            boolean biased = model.config().initLogitBias().isPresent();
            float bias = biased ? SmallModels.values(model).of("logit_bias")[0] : 0;
            int dimensions = model.config().embedDim();
            for (int image = 0; image < 2; image++) {
                for (int text = 0; text < 3; text++) {
                    float score = scale * dot(images, image, texts, text, dimensions) + bias;
                    assertThat(output(both, "logits_per_image")[image * 3 + text])
                            .isCloseTo(score, within(score));
                    assertThat(output(both, "logits_per_text")[text * 2 + image])
                            .isCloseTo(score, within(score));
                }
                assertThat(dot(images, image, images, image, dimensions)).isCloseTo(1, within(1));
            }
        }
    }

    @Test
    void towersGiveUnitVectorsWhereAsked() throws IOException {
        ModelDescription model = SmallModels.clip();
        Path plain = export(model, new OnnxExport(List.of(Format.FP32), false, false));
        Path unit = export(model, new OnnxExport(List.of(Format.FP32), true, false));
        int dimensions = model.config().embedDim();
        for (String name : List.of("text_model", "vision_model")) {
            float[] raw = run(plain.resolve("onnx").resolve(name + ".onnx"))
                    .values()
                    .iterator()
                    .next();
            float[] scaled = run(unit.resolve("onnx").resolve(name + ".onnx"))
                    .values()
                    .iterator()
                    .next();
            double length = Math.sqrt(dot(raw, 0, raw, 0, dimensions));
            assertThat(Math.abs(length - 1)).isGreaterThan(0.1);
            for (int i = 0; i < dimensions; i++) {
                assertThat(scaled[i]).isCloseTo((float) (raw[i] / length), within(1));
            }
        }
    }

    @Test
    void constantsOfLargeModelsLieInAFileOfTheirOwn() throws IOException {
        ModelDescription model = SmallModels.siglip();
        Path inside = export(model, new OnnxExport(List.of(Format.values()), false, false));
        Path apart = export(model, new OnnxExport(List.of(Format.values()), false, false, 1));
        for (Format format : Format.values()) {
            String name = "model" + format.suffix() + ".onnx";
            Path file = apart.resolve("onnx").resolve(name);
            assertThat(Files.size(file))
                    .isLessThan(Files.size(inside.resolve("onnx").resolve(name)));
            assertThat(apart.resolve("onnx").resolve(name + "_data")).isNotEmptyFile();
            assertThat(json(apart.resolve("config.json"))
                            .at("/transformers.js_config/use_external_data_format")
                            .path(name)
                            .asInt())
                    .isEqualTo(1);
            assertThat(run(file).get("logits_per_text"))
                    .containsExactly(run(inside.resolve("onnx").resolve(name)).get("logits_per_text"));
        }
    }

    @Test
    void whatNoEmitterKnowsIsRefusedByName() {
        Graph graph = new Graph(17);
        OnnxNodes nodes =
                new OnnxNodes(graph, new Weights(graph, name -> new float[0]), Format.FP32, "pixel_values", null);
        Tape tape = Tape.inference();
        tape.record(new Fill(tape.output("filled", 2), 1));
        assertThatThrownBy(() -> Program.compile(tape, nodes.engine()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("program: Fill: onnx has no kernel for it, expected one or parts");
    }

    @Test
    void weightsBeyondFloat16AreRefusedAndNothingStays() throws IOException {
        ModelDescription model = SmallModels.clip();
        ModelFolder large = written(model, 1e5f);
        Path output = folder.resolve("large");
        assertThatThrownBy(
                        () -> new OnnxExport(List.of(Format.FP16), false, false).run(large, null, output, notes::add))
                .hasMessageContaining("tensor token_embedding.weight: ")
                .hasMessageContaining(", expected at most 65504.0 for fp16; export it as fp32 or int8");
        assertThat(output).doesNotExist();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.filter(file -> file.toString().endsWith(".partial")))
                    .isEmpty();
        }
    }

    private Path export(ModelDescription model, OnnxExport export) throws IOException {
        Path output = Files.createTempDirectory(folder, "onnx");
        export.run(written(model, 1), SmallModels.TOKENIZER, output, notes::add);
        return output;
    }

    private ModelFolder written(ModelDescription model, float factor) throws IOException {
        Path own = Files.createTempDirectory(folder, "model");
        new ModelFolderWriter(model, SmallModels.TOKENIZER, StoredType.F32, ShardWriter.DEFAULT_LIMIT)
                .write(own, FolderFormat.OPEN_CLIP, name -> {
                    float[] values = SmallModels.values(model).of(name);
                    for (int i = 0; i < values.length; i++) {
                        values[i] *= factor;
                    }
                    return values;
                });
        return ModelFolder.open(own);
    }

    /** Runs a file of either kind on two images and three captions. */
    private static Map<String, float[]> run(Path file) {
        float[] pixels = new float[2 * 3 * SIDE * SIDE];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) Math.sin(0.37 * i);
        }
        long[] ids = new long[3 * CONTEXT];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = i % CONTEXT == 5 ? 529 : 7 * i % 500;
        }
        try (OnnxModel model = OnnxModel.open(file)) {
            return model.run(Map.of(
                    "pixel_values", new Input.Reals(pixels, 2, 3, SIDE, SIDE),
                    "input_ids", new Input.Numbers(ids, 3, CONTEXT),
                    "attention_mask", new Input.Numbers(ids, 3, CONTEXT)));
        }
    }

    private static float[] output(Map<String, float[]> outputs, String name) {
        return Objects.requireNonNull(outputs.get(name), name);
    }

    private static float dot(float[] a, int rowA, float[] b, int rowB, int dimensions) {
        double sum = 0;
        for (int i = 0; i < dimensions; i++) {
            sum += (double) a[rowA * dimensions + i] * b[rowB * dimensions + i];
        }
        return (float) sum;
    }

    /** float32's rounding of sums of some tens of products. */
    private static Offset<Float> within(float size) {
        return Offset.offset(1e-5f * Math.max(1, Math.abs(size)));
    }

    private static JsonNode json(Path file) throws IOException {
        return new ObjectMapper().readTree(file.toFile());
    }
}
