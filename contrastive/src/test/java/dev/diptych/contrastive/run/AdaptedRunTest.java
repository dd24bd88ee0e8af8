package dev.diptych.contrastive.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.contrastive.checkpoint.Checkpoint;
import dev.diptych.contrastive.checkpoint.CheckpointException;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.train.StepLog;
import dev.diptych.contrastive.train.TrainingListener;
import dev.diptych.export.safetensors.SafetensorsFile;
import dev.diptych.image.RgbImage;
import dev.diptych.image.codec.ImageEncoder;
import dev.diptych.nn.engine.Devices;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.tape.Precision;
import dev.diptych.nn.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that keep an average of the weights, or train a part of them. */
final class AdaptedRunTest {
    private static final String MODEL = """
        {"embed_dim": 8,
         "vision_cfg": {"image_size": 16, "patch_size": 8, "width": 16, "layers": 2, "head_width": 8},
         "text_cfg": {"context_length": 8, "vocab_size": 514, "width": 16, "heads": 2, "layers": 2}}
        """;

    private static final String RECIPE = """
        seed: 3
        model: tiny.json
        data: {train: TRAIN}
        optimizer: {lr: 1e-2}
        schedule: {warmup: 2}
        train: {batch_size: 4, epochs: 3, log_every_n_steps: 1}
        """;

    @TempDir
    private Path folder;

    private Path recipe = Path.of("");

    @BeforeEach
    void writeARecipe() throws IOException {
        Path images = Files.createDirectory(folder.resolve("images"));
        for (int i = 0; i < 9; i++) {
            Files.write(images.resolve(i + ".png"), ImageEncoder.png(RgbImage.filled(20, 20, 0x1A2B3C * (i + 1))));
            Files.writeString(images.resolve(i + ".txt"), "caption " + i);
        }
        Files.writeString(folder.resolve("tiny.json"), MODEL);
        recipe = Files.writeString(folder.resolve("recipe.yaml"), RECIPE.replace("TRAIN", images.toString()));
    }

    @Test
    void anAverageIsKeptToTheSameBitsAndIsAModelOfItsOwn() throws IOException, InterruptedException {
        Path whole = folder.resolve("whole");
        Path broken = folder.resolve("broken");
        start(whole, Integer.MAX_VALUE, "train.ema=0.9", "lock.image=true");
        start(broken, 3, "train.ema=0.9", "lock.image=true");
        resume(broken);
        for (String file : List.of("open_clip_model.safetensors", "optimizer.safetensors", "ema.safetensors")) {
            assertThat(broken.resolve("checkpoint").resolve(file))
                    .hasSameBinaryContentAs(whole.resolve("checkpoint").resolve(file));
        }
        Checkpoint raw = Checkpoint.open(whole);
        Checkpoint averaged = Checkpoint.open(whole.resolve("checkpoint/ema.safetensors"));
        assertThat(averaged.average()).isEmpty();
        assertThat(averaged.tokenizer().hash()).isEqualTo(raw.tokenizer().hash());
        Map<String, float[]> average = weights(raw.average().orElseThrow());
        assertThat(weights(averaged)).usingRecursiveComparison().isEqualTo(average);
        weights(raw).forEach((name, values) -> {
            if (name.startsWith("visual.")) {
                assertThat(average.get(name)).as(name).containsExactly(values);
            }
        });
        assertThat(average.get("text_projection")).isNotEqualTo(weights(raw).get("text_projection"));
    }

    @Test
    void aProjectionHeadIsTrainedBesideTheModelAndResumedToTheSameBits() throws IOException, InterruptedException {
        String[] keys = {
            "loss.simclr={hidden: 12, dim: 6, augmentation: {hflip: 1}}",
            "train.ema=0.9",
            "train.accum_freq=2",
            "train.batch_size=2"
        };
        Path whole = folder.resolve("whole");
        Path broken = folder.resolve("broken");
        start(whole, Integer.MAX_VALUE, keys);
        start(broken, 3, keys);
        resume(broken);
        for (String file : List.of(
                "open_clip_model.safetensors", "optimizer.safetensors", "ema.safetensors", "simclr.safetensors")) {
            assertThat(broken.resolve("checkpoint").resolve(file))
                    .hasSameBinaryContentAs(whole.resolve("checkpoint").resolve(file));
        }
        assertThat(weights(Checkpoint.open(whole)).keySet()).noneMatch(name -> name.startsWith("simclr"));
        Path other = folder.resolve("other");
        start(other, 2, "pretrained=" + whole); // no head is asked for of a model
        assertThat(other.resolve("checkpoint/simclr.safetensors")).doesNotExist();
    }

    @Test
    void anAverageMayBeginAndEndWithAResumption() throws IOException, InterruptedException {
        Path run = folder.resolve("run");
        start(run, 2);
        assertThat(Checkpoint.open(run).average()).isEmpty();
        TrainingRun later = TrainingRun.resume(run, List.of("train.ema=0.5"), folder, RunNotes.NONE);
        train(later, 2);
        assertThat(Checkpoint.open(run).average()).isPresent();
        start(folder.resolve("other"), 2, "train.ema=0.5");
        Files.writeString(
                folder.resolve("other/recipe.yaml"),
                Files.readString(folder.resolve("other/recipe.yaml")).replaceAll(" +ema:.*\n", ""));
        resume(folder.resolve("other"));
        assertThat(folder.resolve("other/checkpoint/ema.safetensors")).doesNotExist();
    }

    @Test
    void adaptersAreTrainedMergedSavedApartAndResumedToTheSameBits() throws IOException, InterruptedException {
        Path base = folder.resolve("base");
        start(base, 2);
        String[] keys = {
            "pretrained=" + base,
            "lora.image={rank: 2, alpha: 4}",
            "lora.text={rank: 3, layers: ['*.mlp.*']}",
            "train.ema=0.9",
            "parameters=[{pattern: logit_scale, trained: false}]"
        };
        Path whole = folder.resolve("whole");
        Path broken = folder.resolve("broken");
        start(whole, Integer.MAX_VALUE, keys);
        start(broken, 3, keys);
        resume(broken);
        for (String file : List.of(
                "open_clip_model.safetensors",
                "optimizer.safetensors",
                "ema.safetensors",
                "lora.safetensors",
                "adapter_model.safetensors",
                "adapter_config.json")) {
            assertThat(broken.resolve("checkpoint").resolve(file))
                    .hasSameBinaryContentAs(whole.resolve("checkpoint").resolve(file));
        }
        Map<String, float[]> before = weights(Checkpoint.open(base));
        weights(Checkpoint.open(whole)).forEach((name, values) -> {
            boolean changed = name.matches("visual.*(in_proj_weight|out_proj.weight|mlp.*weight)")
                    || name.matches("transformer.*mlp.*weight");
            assertThat(Arrays.equals(values, before.get(name))).as(name).isEqualTo(!changed);
        });
        String image = "visual.transformer.resblocks.1.";
        try (SafetensorsFile peft = SafetensorsFile.open(whole.resolve("checkpoint/adapter_model.safetensors"))) {
            assertThat(peft.tensors()).hasSize(2 * (2 * 4 + 2 * 2));
            float[] a = peft.read("base_model.model." + image + "mlp.c_fc.lora_A.weight");
            float[] b = peft.read("base_model.model." + image + "mlp.c_fc.lora_B.weight");
            float[] own = before.getOrDefault(image + "mlp.c_fc.weight", new float[0]);
            float[] merged = weights(Checkpoint.open(whole)).getOrDefault(image + "mlp.c_fc.weight", new float[0]);
            for (int n = 0; n < 64; n++) {
                for (int k = 0; k < 16; k++) {
                    double expected = own[n * 16 + k] + 2 * (b[2 * n] * a[k] + b[2 * n + 1] * a[16 + k]);
                    assertThat((double) merged[n * 16 + k]).isCloseTo(expected, within(1e-6));
                }
            }
            assertThat(peft.tensors())
                    .containsKeys(
                            "base_model.model." + image + "attn.lora_A.weight",
                            "base_model.model." + image + "attn.lora_B.weight",
                            "base_model.model." + image + "attn.base_layer.out_proj.lora_A.weight",
                            "base_model.model.transformer.resblocks.0.mlp.c_proj.lora_B.weight");
        }
        assertThat(whole.resolve("checkpoint/adapter_config.json"))
                .content()
                .contains(
                        "\"r\" : 2",
                        "\"lora_alpha\" : 4.0",
                        "\"transformer\\\\.resblocks\\\\.0\\\\.mlp\\\\.c_fc\" : 3");
    }

    @Test
    void aRunWithAdaptersGoesOnWithThoseAlone() throws IOException, InterruptedException {
        Path base = folder.resolve("base");
        start(base, 1);
        Path run = folder.resolve("run");
        start(run, 1, "pretrained=" + base, "lora.image={rank: 2}");
        Map<String, String> refused = Map.of(
                "lora.image.rank=3", "lora_A: shape [2, 16], expected [3, 16]",
                "lora.text={rank: 2}", "moments of positional_embedding, expected none, as it is frozen now");
        refused.forEach((key, message) -> {
            TrainingRun other = TrainingRun.resume(run, List.of(key), folder, RunNotes.NONE);
            assertThatThrownBy(() -> train(other, 1))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining(message);
        });
        Files.delete(run.resolve("checkpoint/lora.safetensors"));
        assertThatThrownBy(() -> resume(run))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("lora.safetensors: missing, expected what this run wrote");
    }

    private void start(Path run, int steps, String... keys) throws IOException, InterruptedException {
        train(TrainingRun.start(run, recipe, List.of(keys), folder, RunNotes.NONE), steps);
    }

    private void resume(Path run) throws IOException, InterruptedException {
        train(TrainingRun.resume(run, List.of(), folder, RunNotes.NONE), Integer.MAX_VALUE);
    }

    private static void train(TrainingRun run, int stopAfter) throws IOException, InterruptedException {
        AtomicInteger taken = new AtomicInteger();
        TrainingListener counting = new TrainingListener() {
            @Override
            public void stepped(StepLog log) {
                taken.incrementAndGet();
            }
        };
        try (Engine engine = Devices.open("cpu", 1)) {
            run.train(engine, TrainingRun.UNMEASURED, List.of(counting), () -> taken.get() >= stopAfter);
        }
    }

    private static Map<String, float[]> weights(Checkpoint checkpoint) {
        Map<String, float[]> weights = new LinkedHashMap<>();
        try (Engine engine = Devices.open("cpu", 1)) {
            ClipModel model = checkpoint.load(engine, Precision.FP32);
            for (Map.Entry<String, Tensor> entry : model.values().tensors().entrySet()) {
                float[] values =
                        new float[Math.toIntExact(entry.getValue().shape().elements())];
                engine.read(entry.getValue(), values);
                weights.put(entry.getKey(), values);
            }
        }
        return weights;
    }
}
