package dev.diptych.cli.model;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.diptych.cli.Main;
import dev.diptych.cli.OwnProcess;
import dev.diptych.contrastive.train.MetricsLog;
import dev.diptych.contrastive.train.StepLog;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.assertj.core.data.Offset;

/** A tiny recipe of two steps an epoch, with its data, and what starts it under Open MPI (Debian: openmpi-bin). */
public final class RankedTraining {
    /** float32's rounding in sums of another order. */
    static final Offset<Double> ROUNDING = Offset.offset(2e-5);

    private static final String STARTER = "mpirun.openmpi";

    private RankedTraining() {}

    /** Skips the test where Open MPI is not installed. */
    public static void requireStarter() {
        assumeTrue(
                List.of(System.getenv().getOrDefault("PATH", "").split(":")).stream()
                        .anyMatch(each -> Files.isExecutable(Path.of(each, STARTER))),
                STARTER + " is not installed");
    }

    /** Writes the recipe, its model and its data. */
    static Path recipe(Path folder) throws IOException {
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
        return Files.writeString(folder.resolve("recipe.yaml"), """
                data: {train: '%s'}
                model: tiny.json
                loss: {mask: caption}
                schedule: {lr_scheduler: const, warmup: 1}
                train: {batch_size: 6, epochs: 4, log_every_n_steps: 1, save_every_n_steps: 1}
                """.formatted(pictures));
    }

    /** Starts the command on so many ranks. */
    static OwnProcess start(int count, Object... arguments) throws IOException {
        return start(List.of(), List.of("--oversubscribe", "-n", Integer.toString(count)), arguments);
    }

    /**
     * Starts the command.
     *
     * @param before what starts the starter
     * @param options the starter's
     */
    static OwnProcess start(List<String> before, List<String> options, Object... arguments) throws IOException {
        List<String> starter = new ArrayList<>(before);
        starter.addAll(List.of(STARTER, "--allow-run-as-root"));
        starter.addAll(options);
        return new OwnProcess(
                starter,
                Main.class,
                Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
    }

    /** Kills the process of a rank, at once. */
    static void kill(OwnProcess ranks, int rank) {
        process(ranks, rank).destroyForcibly();
    }

    /** A rank's process. */
    static ProcessHandle process(OwnProcess ranks, int rank) {
        String mark = "\0OMPI_COMM_WORLD_RANK=" + rank + "\0";
        return ranks.descendants()
                .filter(each -> environment(each).contains(mark))
                .findFirst()
                .orElseThrow();
    }

    private static String environment(ProcessHandle process) {
        try {
            return "\0"
                    + Files.readString(
                            Path.of("/proc", Long.toString(process.pid()), "environ"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // it has ended
        }
    }

    /** The losses that a run has logged. */
    static List<Double> losses(Path run) {
        return MetricsLog.read(run).stream().map(StepLog::loss).toList();
    }
}
