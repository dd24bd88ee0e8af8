package dev.diptych.export.folder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.export.description.FolderFormat;
import dev.diptych.export.description.ModelDescription;
import dev.diptych.export.model.ModelConfigJson;
import dev.diptych.export.safetensors.ShardWriter;
import dev.diptych.export.safetensors.StoredType;
import dev.diptych.export.safetensors.TensorInfo;
import dev.diptych.export.safetensors.TensorReader;
import dev.diptych.export.safetensors.TensorValues;
import dev.diptych.export.tensor.DeclaredTensors;
import dev.diptych.export.tensor.ResizedPositions;
import dev.diptych.export.tensor.Slot;
import dev.diptych.nn.tensor.BFloat16;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RoundTripTest {
    @TempDir
    private Path folder;

    @Test
    void everyModelComesBackBitByBitFromEveryLayout() throws IOException {
        for (ModelDescription model : List.of(SmallModels.clip(), SmallModels.siglip())) {
            for (FolderFormat format : FolderFormat.values()) {
                Path first = folder.resolve(model.family() + "-" + format);
                write(model, format, first);
                ModelFolder read = ModelFolder.open(first);
                assertThat(read.description()).isEqualTo(model.croppedAs(format));
                assertSame(read, model, SmallModels.values(model));
                assertThat(read.tokenizer(null).hash()).isEqualTo(SmallModels.TOKENIZER.hash());
            }
        }
    }

    @Test
    void oursToHuggingFaceAndBackIsTheSameFile() throws IOException {
        for (ModelDescription model : List.of(SmallModels.clip(), SmallModels.siglip())) {
            Path ours = folder.resolve(model.family() + "-ours");
            Path theirs = folder.resolve(model.family() + "-theirs");
            Path back = folder.resolve(model.family() + "-back");
            write(model, FolderFormat.OPEN_CLIP, ours);
            convert(ours, FolderFormat.HUGGINGFACE, theirs);
            convert(theirs, FolderFormat.OPEN_CLIP, back);
            for (String file : List.of("open_clip_config.json", "open_clip_model.safetensors", "tokenizer.json")) {
                assertThat(back.resolve(file)).hasSameBinaryContentAs(ours.resolve(file));
            }
        }
    }

    @Test
    void shardsReadAsOneFileDoes() throws IOException {
        ModelDescription model = SmallModels.clip();
        Path ours = folder.resolve("ours");
        write(model, FolderFormat.OPEN_CLIP, ours);
        Path sharded = folder.resolve("sharded");
        new Conversion(FolderFormat.HUGGINGFACE, StoredType.F32, 20_000, OptionalInt.empty())
                .run(ModelFolder.open(ours), SmallModels.TOKENIZER, sharded);
        assertThat(sharded.resolve("model.safetensors.index.json")).exists();
        assertThat(sharded.resolve("model.safetensors")).doesNotExist();
        assertSame(ModelFolder.open(sharded), model, SmallModels.values(model));
    }

    @Test
    void writesTheHalfFormatsByRounding() throws IOException {
        ModelDescription model = SmallModels.clip();
        TensorValues values = SmallModels.values(model);
        Path ours = folder.resolve("ours");
        write(model, FolderFormat.OPEN_CLIP, ours);
        Path brain = folder.resolve("brain");
        new Conversion(FolderFormat.HUGGINGFACE, StoredType.BF16, ShardWriter.DEFAULT_LIMIT, OptionalInt.empty())
                .run(ModelFolder.open(ours), null, brain);
        assertThat(brain.resolve("config.json")).content().contains("\"torch_dtype\" : \"bfloat16\"");
        assertThat(brain.resolve("tokenizer.json")).doesNotExist();
        ModelFolder.open(brain).read(model.config(), model.family(), read -> {
            float[] exact = values.of("text_projection");
            float[] rounded = read.of("text_projection");
            for (int i = 0; i < exact.length; i++) {
                assertThat(rounded[i]).isEqualTo(BFloat16.round(exact[i]));
            }
        });
    }

    @Test
    void namesAndShapesAreThoseOfClipModel() throws IOException {
        Path theirs = folder.resolve("theirs");
        write(SmallModels.clip(), FolderFormat.HUGGINGFACE, theirs);
        try (TensorReader reader = TensorReader.open(theirs.resolve("model.safetensors"))) {
            assertThat(reader.tensors()).hasSize(7 + 4 + 16 * (2 + 3) + 3); // vision's, text's, blocks', shared
            assertShape(reader, "logit_scale");
            assertShape(reader, "visual_projection.weight", 20, 24);
            assertShape(reader, "text_projection.weight", 20, 16);
            assertShape(reader, "vision_model.embeddings.class_embedding", 24);
            assertShape(reader, "vision_model.embeddings.patch_embedding.weight", 24, 3, 8, 8);
            assertShape(reader, "vision_model.embeddings.position_embedding.weight", 17, 24);
            assertShape(reader, "vision_model.pre_layrnorm.bias", 24);
            assertShape(reader, "vision_model.encoder.layers.1.self_attn.k_proj.weight", 24, 24);
            assertShape(reader, "vision_model.encoder.layers.0.mlp.fc1.weight", 60, 24);
            assertShape(reader, "vision_model.post_layernorm.weight", 24);
            assertShape(reader, "text_model.embeddings.token_embedding.weight", 530, 16);
            assertShape(reader, "text_model.embeddings.position_embedding.weight", 12, 16);
            assertShape(reader, "text_model.encoder.layers.2.self_attn.v_proj.bias", 16);
            assertShape(reader, "text_model.final_layer_norm.bias", 16);
        }
    }

    @Test
    void namesAndShapesAreThoseOfSiglipModel() throws IOException {
        Path theirs = folder.resolve("theirs");
        write(SmallModels.siglip(), FolderFormat.HUGGINGFACE, theirs);
        try (TensorReader reader = TensorReader.open(theirs.resolve("model.safetensors"))) {
            assertShape(reader, "logit_scale", 1);
            assertShape(reader, "logit_bias", 1);
            assertShape(reader, "vision_model.embeddings.patch_embedding.bias", 24);
            assertShape(reader, "vision_model.embeddings.position_embedding.weight", 16, 24);
            assertShape(reader, "vision_model.head.probe", 1, 1, 24);
            assertShape(reader, "vision_model.head.attention.in_proj_weight", 72, 24);
            assertShape(reader, "vision_model.head.attention.in_proj_bias", 72);
            assertShape(reader, "vision_model.head.attention.out_proj.weight", 24, 24);
            assertShape(reader, "vision_model.head.layernorm.weight", 24);
            assertShape(reader, "vision_model.head.mlp.fc2.weight", 24, 74);
            assertShape(reader, "vision_model.encoder.layers.1.layer_norm2.weight", 24);
            assertShape(reader, "text_model.head.weight", 24, 24);
            assertShape(reader, "text_model.head.bias", 24);
            assertShape(reader, "text_model.encoder.layers.0.self_attn.out_proj.weight", 24, 24);
        }
    }

    @Test
    void resizesPositionsForAnotherImageSize() throws IOException {
        for (ModelDescription model : List.of(SmallModels.clip(), SmallModels.siglip())) {
            Path ours = folder.resolve(model.family() + "-ours");
            Path large = folder.resolve(model.family() + "-large");
            write(model, FolderFormat.OPEN_CLIP, ours);
            new Conversion(FolderFormat.OPEN_CLIP, StoredType.F32, 1, OptionalInt.of(48))
                    .run(ModelFolder.open(ours), null, large);
            ModelFolder read = ModelFolder.open(large);
            assertThat(read.description().preprocessing().size()).isEqualTo(48);
            assertThat(read.description().config().vision().imageSize()).isEqualTo(48);
            TensorValues values = SmallModels.values(model);
            boolean clip = model.config().vision().classToken();
            String positions = clip ? "visual.positional_embedding" : "visual.trunk.pos_embed";
            TensorValues expected = new ResizedPositions(
                    values,
                    DeclaredTensors.of(model.config(), model.family()),
                    DeclaredTensors.of(model.config().withImageSize(48), model.family()));
            read.read(read.description().config(), model.family(), resized -> {
                assertThat(resized.of(positions)).isEqualTo(expected.of(positions));
                assertThat(resized.of("logit_scale")).isEqualTo(values.of("logit_scale"));
            });
        }
    }

    @Test
    void describesModelsAsTheirOwnLibrariesDo() throws IOException {
        Path clip = folder.resolve("clip");
        write(SmallModels.clip(), FolderFormat.HUGGINGFACE, clip);
        assertThat(clip.resolve("config.json"))
                .content()
                .contains("\"CLIPModel\"", "\"hidden_act\" : \"quick_gelu\"", "\"layer_norm_eps\" : 1.0E-5")
                .contains("\"intermediate_size\" : 60", "\"projection_dim\" : 20", "\"max_position_embeddings\" : 12")
                .contains(
                        "\"eos_token_id\" : 2"); // the largest id, of a vocabulary that is larger than the tokenizer's
        assertThat(clip.resolve("preprocessor_config.json"))
                .content()
                .contains("\"shortest_edge\" : 32", "\"resample\" : 3", "\"do_center_crop\" : true");
        for (String file : List.of(
                "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.json", "merges.txt")) {
            assertThat(clip.resolve(file)).isNotEmptyFile();
        }
        Path siglip = folder.resolve("siglip");
        write(SmallModels.siglip(), FolderFormat.HUGGINGFACE, siglip);
        assertThat(siglip.resolve("config.json"))
                .content()
                .contains("\"SiglipModel\"", "\"hidden_act\" : \"gelu_pytorch_tanh\"", "\"layer_norm_eps\" : 1.0E-6");
        assertThat(siglip.resolve("preprocessor_config.json"))
                .content()
                .contains("SiglipImageProcessor", "\"height\" : 32", "\"resample\" : 2");
    }

    private static void write(ModelDescription model, FolderFormat format, Path to) throws IOException {
        Files.createDirectories(to);
        new ModelFolderWriter(model, SmallModels.TOKENIZER, StoredType.F32, ShardWriter.DEFAULT_LIMIT)
                .write(to, format, SmallModels.values(model));
    }

    private static void convert(Path from, FolderFormat format, Path to) throws IOException {
        ModelFolder model = ModelFolder.open(from);
        new Conversion(format, StoredType.F32, ShardWriter.DEFAULT_LIMIT, OptionalInt.empty())
                .run(model, model.tokenizer(null), to);
    }

    private static void assertSame(ModelFolder read, ModelDescription model, TensorValues values) {
        assertThat(ModelConfigJson.write(read.description().config())).isEqualTo(ModelConfigJson.write(model.config()));
        read.read(model.config(), model.family(), stored -> {
            for (Slot slot : DeclaredTensors.of(model.config(), model.family())) {
                assertThat(stored.of(slot.name())).as(slot.name()).isEqualTo(values.of(slot.name()));
            }
        });
    }

    private static void assertShape(TensorReader reader, String name, Integer... shape) {
        assertThat(reader.tensors()).containsEntry(name, new TensorInfo(name, StoredType.F32, List.of(shape)));
    }
}
