package dev.diptych.cli.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.cli.CommandRun;
import dev.diptych.export.safetensors.TensorReader;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PretrainedTrainingTest {
    @TempDir
    private Path folder;

    @Test
    void startsFromThePretrainedWeightsWithTheirPreprocessingAndTokenizer() throws IOException {
        Path model = Files.createDirectory(folder.resolve("model"));
        SmallModel.write(model);
        Path run = folder.resolve("run");
        CommandRun trained = CommandRun.of(
                "train", "--config", recipe("pretrained: model"), "--output", run, "--set", "optimizer.lr=1e-9");
        assertThat(trained.code()).as(trained.err()).isZero();
        Path checkpoint = run.resolve("checkpoint");
        assertThat(checkpoint.resolve("tokenizer.json")).hasSameTextualContentAs(model.resolve("tokenizer.json"));
        assertThat(checkpoint.resolve("open_clip_config.json"))
                .hasSameTextualContentAs(model.resolve("open_clip_config.json"));
        try (TensorReader before = TensorReader.open(model.resolve("open_clip_model.safetensors"));
                TensorReader after = TensorReader.open(checkpoint.resolve("open_clip_model.safetensors"))) {
            for (String name : before.tensors().keySet()) {
                assertThat(after.read(name)).as(name).containsExactly(before.read(name), within(1e-7f));
            }
        }
        CommandRun resumed = CommandRun.of("train", "--resume", run, "--set", "train.epochs=2");
        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertThat(run.resolve("report.html")).content().contains("Trained to its last step, 2 epochs.");
        assertThat(checkpoint.resolve("open_clip_config.json"))
                .hasSameTextualContentAs(model.resolve("open_clip_config.json"));
    }

    @Test
    void refusesPretrainedWeightsOfAnotherModel() throws IOException {
        Path model = Files.createDirectory(folder.resolve("model"));
        SmallModel.write(model);
        Path recipe = recipe("pretrained: model");
        Files.writeString(folder.resolve("tiny.json"), SmallModel.CONFIG.replace("\"layers\": 1", "\"layers\": 2"));
        CommandRun refused = CommandRun.of("train", "--config", recipe, "--output", folder.resolve("run"));
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err())
                .contains("model failed: " + model
                        + ": another model: vision layers 1, expected 2; text layers 1, expected 2");
    }

    private Path recipe(String more) throws IOException {
        Path pictures = Files.createDirectory(folder.resolve("pictures"));
        for (int i = 0; i < 4; i++) {
            BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
            image.setRGB(i, i, 0xFFFFFF);
            ImageIO.write(image, "png", pictures.resolve(i + ".png").toFile());
            Files.writeString(pictures.resolve(i + ".txt"), "picture " + i);
        }
        Path shards = folder.resolve("shards");
        assertThat(CommandRun.of("ingest", pictures, "--output", shards, "-q").code())
                .isZero();
        Files.writeString(folder.resolve("tiny.json"), SmallModel.CONFIG);
        return Files.writeString(folder.resolve("recipe.yaml"), """
                data: {train: '%s'}
                model: tiny.json
                %s
                schedule: {lr_scheduler: const, warmup: 0}
                train: {batch_size: 4, epochs: 1, log_every_n_steps: 1}
                loss: {}
                optimizer: {}
                augmentation: {}
                """.formatted(shards, more));
    }
}
