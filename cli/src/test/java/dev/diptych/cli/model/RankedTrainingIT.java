package dev.diptych.cli.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.diptych.cli.CommandRun;
import dev.diptych.cli.Main;
import dev.diptych.cli.OwnProcess;
import dev.diptych.contrastive.checkpoint.Checkpoint;
import dev.diptych.contrastive.train.MetricsLog;
import dev.diptych.contrastive.train.StepLog;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code train} under Open MPI; skipped where that is not installed (Debian: openmpi-bin). */
class RankedTrainingIT {
    private static final String STARTER = "mpirun.openmpi";

    /** float32's rounding in sums of another order. */
    private static final Offset<Double> ROUNDING = Offset.offset(2e-5);

    @TempDir
    private Path folder;

    private Path recipe = Path.of("");

    @BeforeEach
    void prepare() throws IOException {
        assumeTrue(
                List.of(System.getenv().getOrDefault("PATH", "").split(":")).stream()
                        .anyMatch(each -> Files.isExecutable(Path.of(each, STARTER))),
                STARTER + " is not installed");
        Path pictures = Files.createDirectory(folder.resolve("pictures"));
        for (int number = 0; number < 12; number++) {
            BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
            for (int i = 0; i < 256; i++) {
                image.setRGB(i % 16, i / 16, 0x40506 * (number + 1) + i);
            }
            ImageIO.write(image, "png", pictures.resolve(number + ".png").toFile());
            Files.writeString(pictures.resolve(number + ".txt"), "picture number " + number / 2);
        }
        Files.writeString(folder.resolve("tiny.json"), """
                {"embed_dim": 8,
                 "vision_cfg": {"image_size": 16, "layers": 1, "width": 64, "patch_size": 8},
                 "text_cfg": {"context_length": 8, "vocab_size": 520, "width": 64, "heads": 1, "layers": 1}}
                """);
        recipe = folder.resolve("recipe.yaml");
        Files.writeString(recipe, """
                data: {train: '%s'}
                model: tiny.json
                loss: {mask: caption}
                schedule: {lr_scheduler: const, warmup: 1}
                train: {batch_size: 6, epochs: 4, log_every_n_steps: 1, save_every_n_steps: 1}
                """.formatted(pictures));
    }

    @Test
    void twoRanksTrainAsOneProcessAndSayItOnce() throws IOException, InterruptedException {
        Path alone = folder.resolve("alone");
        assertThat(CommandRun.of("train", "--config", recipe, "--output", alone, "-q")
                        .code())
                .isZero();
        Path shared = folder.resolve("shared");
        try (OwnProcess ranks = ranks(2, "train", "--config", recipe, "--output", shared, "-q")) {
            String said = ranks.rest();
            assertThat(ranks.code()).as(said).isZero();
            assertThat(said).containsOnlyOnce(": 8 steps in ");
        }
        List<Double> losses = losses(alone);
        assertThat(losses).hasSize(8);
        for (int i = 0; i < losses.size(); i++) {
            assertThat(losses(shared).get(i)).isCloseTo(losses.get(i), ROUNDING);
        }
    }

    @Test
    void whatIsRefusedIsOneLineOfOneRank() throws IOException, InterruptedException {
        try (OwnProcess ranks = ranks(
                2, "train", "--config", recipe, "--output", folder.resolve("odd"), "--set", "train.batch_size=5")) {
            String said = ranks.rest();
            assertThat(ranks.code()).as(said).isNotZero();
            assertThat(said)
                    .containsOnlyOnce(": bad usage: train: train.batch_size 5 on 2 ranks, expected a multiple of the"
                            + " ranks, which share it");
            assertThat(said).contains("rank 0 on ");
        }
    }

    @Test
    void aRankThatIsKilledEndsTheJobWhichGoesOnAlone() throws IOException, InterruptedException {
        Path run = folder.resolve("killed");
        try (OwnProcess ranks =
                ranks(2, "train", "--config", recipe, "--output", run, "--set", "train.epochs=100000")) {
            while (!Files.exists(run.resolve("checkpoint/training.json"))) {
                Thread.sleep(50);
            }
            assertThat(ranks.killOne()).isTrue();
            ranks.rest();
            assertThat(ranks.code()).isNotZero();
        }
        long step = Checkpoint.open(run).state().step();
        CommandRun resumed = CommandRun.of("train", "--resume", run, "-q", "--set", "train.epochs=" + (step / 2 + 2));
        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertThat(Checkpoint.open(run).state().step()).isEqualTo(step / 2 * 2 + 4);
    }

    private static OwnProcess ranks(int count, Object... arguments) throws IOException {
        List<String> texts = new ArrayList<>();
        for (Object argument : arguments) {
            texts.add(argument.toString());
        }
        return new OwnProcess(
                List.of(STARTER, "--allow-run-as-root", "--oversubscribe", "-n", Integer.toString(count)),
                Main.class,
                texts.toArray(String[]::new));
    }

    private static List<Double> losses(Path run) {
        return MetricsLog.read(run).stream().map(StepLog::loss).toList();
    }
}
