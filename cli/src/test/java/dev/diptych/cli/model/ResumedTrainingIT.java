package dev.diptych.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.cli.CommandRun;
import dev.diptych.file.FolderLock;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code train --resume} where something is not as the run left it. */
class ResumedTrainingIT {
    @TempDir
    private Path folder;

    private Path pictures = Path.of("");
    private Path recipe = Path.of("");
    private Path run = Path.of("");

    @BeforeEach
    void train() throws IOException {
        pictures = Files.createDirectory(folder.resolve("pictures"));
        recipe = folder.resolve("recipe.yaml");
        run = folder.resolve("run");
        for (int i = 0; i < 4; i++) {
            picture(i, 0x405060 * (i + 1));
            Files.writeString(pictures.resolve(i + ".txt"), "picture number " + i);
        }
        ingest();
        Files.writeString(folder.resolve("tiny.json"), """
                {"embed_dim": 8,
                 "vision_cfg": {"image_size": 16, "layers": 1, "width": 64, "patch_size": 8},
                 "text_cfg": {"context_length": 8, "vocab_size": 520, "width": 64, "heads": 1, "layers": 1}}
                """);
        Files.writeString(recipe, """
                data: {train: '%s'}
                model: tiny.json
                schedule: {lr_scheduler: const, warmup: 1}
                train: {batch_size: 2, epochs: 1, log_every_n_steps: 1}
                """.formatted(folder.resolve("shards")));
        assertThat(CommandRun.of("train", "--config", recipe, "--output", run, "-q")
                        .code())
                .isZero();
    }

    @Test
    void aRunThatWasKilledBeforeItsFirstCheckpointIsResumedByTheSameWords() throws IOException {
        byte[] weights = Files.readAllBytes(run.resolve("checkpoint/open_clip_model.safetensors"));
        try (Stream<Path> files = Files.list(run.resolve("checkpoint"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(run.resolve("checkpoint"));
        Files.move(folder.resolve("tiny.json"), folder.resolve("moved.json"));
        CommandRun resumed = CommandRun.of("train", "--resume", run);
        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertThat(resumed.err()).contains(run + ": no checkpoint yet, so that it starts at step 0");
        assertThat(run.resolve("checkpoint/open_clip_model.safetensors")).hasBinaryContent(weights);
    }

    @Test
    void aRunThatIsDoneSaysSo() {
        CommandRun resumed = CommandRun.of("train", "--resume", run);
        assertThat(resumed.code()).isZero();
        assertThat(resumed.err()).contains(run + ": at its last step already, nothing is left to train");
    }

    @Test
    void latestStartsARunAndGoesOnWithItByTheSameWords() {
        Path fresh = folder.resolve("fresh");
        Object[] words = {
            "train", "--config", recipe, "--output", fresh, "--resume", "latest", "--save-every-n-steps", 1
        };
        CommandRun started = CommandRun.of(words);
        assertThat(started.code()).as(started.err()).isZero();
        assertThat(fresh.resolve("recipe.yaml")).content().contains("save_every_n_steps: 1");
        assertThat(CommandRun.of(words).err()).contains(fresh + ": at its last step already, nothing is left to train");
        assertThat(CommandRun.of("train", "--output", folder.resolve("none"), "--resume", "latest")
                        .errorLines())
                .containsExactly("bad usage: diptych train: --resume latest: no run in " + folder.resolve("none")
                        + ", expected one, or --config to start it");
    }

    @Test
    void namesWhatIsNotAsItWasAndChangesNothing() throws IOException {
        refuses("resume failed: " + run + ": seed 1, expected 0, the run's", "--set", "seed=1");
        refuses("resume failed: " + run + ": 1 steps an epoch, expected 2, the run's;", "--set", "train.batch_size=4");
        picture(2, 0xFFFFFF);
        ingest();
        refuses("resume failed: " + run + ": 00000.tar/000000002 has another image (4 samples), expected the 4 that");
        picture(2, 0x405060 * 3);
        Files.writeString(pictures.resolve("1.txt"), "picture number one");
        ingest();
        refuses("resume failed: " + run + ": 00000.tar/000000001 has other captions, or another concept (4 samples)");
        Path state = run.resolve("checkpoint/training.json");
        Files.writeString(state, "");
        refuses("resume failed: " + state + ": changed since it was written (SHA-256 e3b0c442...), expected ");
    }

    @Test
    void aSecondCommandIsRefusedWhileTheFirstWrites() throws IOException {
        try (FolderLock lock = FolderLock.take(run, "train")) {
            refuses("lock failed: " + run + ": process "
                    + ProcessHandle.current().pid() + " (diptych train, since ");
        }
    }

    @Test
    void followsNoLinkOutOfTheRun() throws IOException {
        Path moved = Files.move(run.resolve("checkpoint"), folder.resolve("moved"));
        Files.createSymbolicLink(run.resolve("checkpoint"), moved);
        Files.writeString(moved.resolve("mine.txt"), "mine");
        refuses("write failed: " + run.resolve("checkpoint") + ": a link, expected a folder; links inside an");
        assertThat(moved.resolve("mine.txt")).hasContent("mine");
    }

    private void refuses(String line, String... options) throws IOException {
        Map<Path, String> before = contents();
        Object[] arguments = Stream.concat(Stream.of("train", "--resume", run, "-q"), Stream.of(options))
                .toArray();
        CommandRun refused = CommandRun.of(arguments);
        assertThat(refused.errorLines()).hasSize(1);
        assertThat(refused.err()).startsWith(line);
        assertThat(refused.code()).isEqualTo(1);
        assertThat(contents()).isEqualTo(before);
    }

    private Map<Path, String> contents() throws IOException {
        Map<Path, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(run)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(file, Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return contents;
    }

    private void picture(int number, int rgb) throws IOException {
        BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 256; i++) {
            image.setRGB(i % 16, i / 16, rgb + i);
        }
        ImageIO.write(image, "png", pictures.resolve(number + ".png").toFile());
    }

    private void ingest() {
        CommandRun ingested =
                CommandRun.of("ingest", pictures, "--output", folder.resolve("shards"), "--overwrite", "-q");
        assertThat(ingested.code()).as(ingested.err()).isZero();
    }
}
