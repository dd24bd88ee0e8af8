package dev.diptych.export.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.export.check.Finding.Level;
import dev.diptych.export.description.FolderFormat;
import dev.diptych.export.description.ModelDescription;
import dev.diptych.export.folder.ModelFolder;
import dev.diptych.export.folder.ModelFolderWriter;
import dev.diptych.export.folder.SmallModels;
import dev.diptych.export.safetensors.ShardWriter;
import dev.diptych.export.safetensors.StoredType;
import dev.diptych.export.safetensors.TensorValues;
import dev.diptych.text.bpe.BpeTrainer;
import dev.diptych.text.tokenizer.BpeTokenizer;
import dev.diptych.vision.preprocess.ChannelValues;
import dev.diptych.vision.preprocess.Preprocessing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
    @TempDir
    private Path scratch;

    private Path folder(String name, ModelDescription model, FolderFormat format, Map<String, Float> constant)
            throws IOException {
        Path folder = Files.createDirectories(scratch.resolve(name));
        TensorValues values = SmallModels.values(model);
        new ModelFolderWriter(model, SmallModels.TOKENIZER, StoredType.F32, ShardWriter.DEFAULT_LIMIT)
                .write(folder, format, tensor -> {
                    float[] drawn = values.of(tensor);
                    Float given = constant.get(tensor);
                    if (given != null) {
                        Arrays.fill(drawn, given);
                    } else if (tensor.equals("logit_scale")) {
                        drawn[0] = 4.6f;
                    } else if (tensor.equals("logit_bias")) {
                        drawn[0] = -10;
                    }
                    return drawn;
                });
        return folder;
    }

    private Path clip(String name) throws IOException {
        return folder(name, SmallModels.clip(), FolderFormat.OPEN_CLIP, Map.of());
    }

    private Path clip(String name, String tensor, float constant) throws IOException {
        return folder(name, SmallModels.clip(), FolderFormat.OPEN_CLIP, Map.of(tensor, constant));
    }

    private static void edit(Path file, String from, String to) throws IOException {
        String text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replace(from, to));
    }

    private static List<Finding> examine(Path folder) throws IOException {
        return Doctor.examine(() -> ModelFolder.open(folder), null);
    }

    private static List<String> bad(Path folder) throws IOException {
        return examine(folder).stream()
                .filter(finding -> finding.level() != Level.OK)
                .map(Finding::toString)
                .toList();
    }

    @Test
    void findsNothingWrongWithWholeFolders() throws IOException {
        ModelDescription siglip = SmallModels.siglip();
        Preprocessing usual = new Preprocessing(
                32,
                siglip.preprocessing().mean(),
                siglip.preprocessing().std(),
                new Preprocessing(32).interpolation(),
                siglip.preprocessing().resizeMode(),
                0);
        ModelDescription whole = new ModelDescription(siglip.config(), siglip.family(), usual);
        for (FolderFormat format : FolderFormat.values()) {
            assertThat(bad(folder("clip-" + format, SmallModels.clip(), format, Map.of())))
                    .isEmpty();
            assertThat(bad(folder("siglip-" + format, whole, format, Map.of()))).isEmpty();
        }
        assertThat(examine(scratch.resolve("clip-OPEN_CLIP")))
                .extracting(Finding::toString)
                .contains(
                        "ok   vocabulary: " + scratch.resolve("clip-OPEN_CLIP")
                                + ": 517 tokens, those that the model was trained with",
                        "ok   activation: " + scratch.resolve("clip-OPEN_CLIP")
                                + ": images quick_gelu, captions quick_gelu",
                        "ok   logit scale: logit_scale: 4.6000, a factor of 99.48");
    }

    @Test
    void tellsATokenizerThatIsCutOff() throws IOException {
        Path folder = clip("cut");
        String json = Files.readString(folder.resolve("tokenizer.json"));
        Files.writeString(folder.resolve("tokenizer.json"), json.substring(0, json.length() / 2));

        assertThat(bad(folder))
                .singleElement()
                .asString()
                .startsWith("fail tokenizer: " + folder.resolve("tokenizer.json"));
    }

    @Test
    void tellsATokenizerOfFewerTokens() throws IOException {
        Path folder = clip("fewer");
        new BpeTokenizer(new BpeTrainer(520).train(Stream.of("a red fox"))).save(folder);
        assertThat(bad(folder))
                .singleElement()
                .asString()
                .startsWith("fail tokenizer: " + folder + ": a tokenizer of hash ");

        edit(folder.resolve("open_clip_config.json"), "\"tokenizer_sha256\"", "\"tokenizer_sha256_before\"");
        assertThat(bad(folder))
                .contains("warn vocabulary: " + folder
                        + ": 514 tokens, expected the model's vocab_size 530, unless it was" + " trained with fewer");
    }

    @Test
    void tellsAMissingTokenizer() throws IOException {
        Path folder = clip("none");
        Files.delete(folder.resolve("tokenizer.json"));

        assertThat(bad(folder))
                .containsExactly("warn tokenizer: " + folder
                        + ": none, expected a tokenizer.json; --tokenizer gives one from elsewhere");
    }

    @Test
    void tellsDeviationsOfPixelsTo255() throws IOException {
        ModelDescription clip = SmallModels.clip();
        Preprocessing wrong = new Preprocessing(
                32,
                new ChannelValues(122.77f, 116.75f, 104.09f),
                new ChannelValues(68.5f, 66.63f, 70.32f),
                clip.preprocessing().interpolation(),
                clip.preprocessing().resizeMode(),
                0);
        Path folder = folder(
                "std", new ModelDescription(clip.config(), clip.family(), wrong), FolderFormat.OPEN_CLIP, Map.of());

        assertThat(bad(folder))
                .containsExactly("fail normalisation: " + folder + ": mean 122.77 116.75 104.09, std 68.5 66.63 70.32,"
                        + " expected means of 0 to 1 and deviations of 0.05 to 1, of pixels from 0 to 1");
    }

    @Test
    void tellsAMeanWithAnothersDeviations() throws IOException {
        Path folder = clip("mixed");
        edit(folder.resolve("open_clip_config.json"), "0.26862955", "0.229");

        assertThat(bad(folder)).singleElement().asString().startsWith("warn normalisation: ");
    }

    @Test
    void tellsNanInWeights() throws IOException {
        Path folder = clip("nan", "visual.proj", Float.NaN);

        assertThat(bad(folder))
                .containsExactly("fail values: visual.proj: 480 of 480 NaN or infinite, expected finite weights");
    }

    @Test
    void tellsALayerWithoutEffect() throws IOException {
        String layer = "visual.transformer.resblocks.1.mlp.c_proj.weight";
        Path folder = clip("dead", layer, 0);

        assertThat(bad(folder))
                .containsExactly("warn values: " + layer + ": all zero, expected a layer that has an effect");
    }

    @Test
    void tellsWeightsOfAnUnusualSize() throws IOException {
        Path folder = clip("large", "token_embedding.weight", 300);

        assertThat(bad(folder))
                .containsExactly(
                        "warn values: token_embedding.weight: a root mean square of 300, expected 1.0E-5 to 10.0");
    }

    @Test
    void tellsAScaleThatIsNoLogarithm() throws IOException {
        Path folder = clip("scale", "logit_scale", 100);

        assertThat(bad(folder))
                .singleElement()
                .asString()
                .startsWith("warn logit scale: logit_scale: 100.0000, a factor of ")
                .endsWith("expected at most ln 100, to which CLIP is clamped; is it stored as a log?");
    }

    @Test
    void tellsABiasThatIsNotNegative() throws IOException {
        Path folder = folder("bias", SmallModels.siglip(), FolderFormat.HUGGINGFACE, Map.of("logit_bias", 1f));

        assertThat(bad(folder))
                .contains("warn logit bias: logit_bias: 1.0000, expected below 0: most pairs do not match");
    }

    @Test
    void tellsGeluWithWeightsThatAreNamedOpenais() throws IOException {
        Path openClip = clip("clip-vit-openai");
        edit(openClip.resolve("open_clip_config.json"), "\"quick_gelu\" : true", "\"quick_gelu\" : false");
        assertThat(bad(openClip))
                .containsExactly(
                        "warn activation: " + openClip + ": images gelu, captions gelu, expected quick_gelu true:"
                                + " weights named clip-vit-openai are trained with it");

        Path cached = folder(
                "models--openai--clip-vit-base-patch32/snapshots/3d74acf",
                SmallModels.clip(),
                FolderFormat.HUGGINGFACE,
                Map.of());
        edit(cached.resolve("config.json"), "\"quick_gelu\"", "\"gelu\"");
        assertThat(bad(cached))
                .singleElement()
                .asString()
                .startsWith("warn activation: " + cached)
                .contains("expected hidden_act quick_gelu: weights named models--openai--clip-vit-base-patch32");
    }

    @Test
    void tellsPositionsOfAnotherImageSize() throws IOException {
        Path folder = clip("positions");
        edit(folder.resolve("open_clip_config.json"), "\"image_size\" : 32", "\"image_size\" : 40");
        edit(folder.resolve("open_clip_config.json"), "\"size\" : 32", "\"size\" : 40");

        assertThat(bad(folder))
                .containsExactly(
                        "fail image size: visual.positional_embedding: [17, 24], which is a grid for images of 32"
                                + " pixels, expected [26, 24] as the description asks for");
    }

    @Test
    void tellsTensorsThatAreMissingAndUnknown() throws IOException {
        Path folder = clip("layers");
        edit(folder.resolve("open_clip_config.json"), "\"layers\" : 3", "\"layers\" : 2");

        assertThat(bad(folder))
                .hasSize(12)
                .contains("fail tensors: transformer.resblocks.2.attn.in_proj_weight: unknown, expected none but those"
                        + " that the model's description asks for");
    }

    @Test
    void tellsADescriptionThatCannotBeRead() throws IOException {
        Path folder = clip("description");
        edit(folder.resolve("open_clip_config.json"), "\"layers\"", "\"layer\"");

        assertThat(bad(folder))
                .singleElement()
                .asString()
                .startsWith("fail model: " + folder.resolve("open_clip_config.json"));
    }
}
