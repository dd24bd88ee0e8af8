package dev.diptych.cli.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.cli.CommandRun;
import dev.diptych.image.resize.ResizeMode;
import dev.diptych.ingest.duplicate.Dedup;
import dev.diptych.ingest.output.OutputFormat;
import dev.diptych.ingest.pipeline.config.ImageConfig;
import dev.diptych.ingest.pipeline.config.OutputConfig;
import dev.diptych.ingest.shard.Sample;
import dev.diptych.ingest.shard.SampleMetadata;
import dev.diptych.ingest.shard.ShardReader;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestCommandTest {
    @TempDir
    Path folder;

    private Path pictures;
    private Path output;

    @BeforeEach
    void drawPictures() throws IOException {
        pictures = Files.createDirectory(folder.resolve("pictures"));
        output = folder.resolve("shards");
        for (String name : List.of("cat", "dog", "emu")) {
            BufferedImage image = new BufferedImage(12, 8, BufferedImage.TYPE_INT_RGB);
            ImageIO.write(image, "png", pictures.resolve(name + ".png").toFile());
            Files.writeString(pictures.resolve(name + ".txt"), "a picture of a " + name);
        }
    }

    @Test
    void turnsAFolderIntoShards() throws IOException {
        Files.writeString(pictures.resolve("fox.png"), "no image");
        Files.writeString(pictures.resolve("fox.txt"), "a picture of a fox");
        CommandRun run = CommandRun.of("ingest", pictures, "--output", output);
        assertThat(run.err()).contains("ingest  4 images  ").endsWith("  1 left out" + System.lineSeparator());
        assertThat(run.out().lines())
                .containsExactly(
                        output + ": 3 images with 3 captions of 3 concepts in 1 shard", "left out 1: not_an_image");
        assertThat(run.code()).isZero();
        assertThat(captions()).containsExactly("a picture of a cat", "a picture of a dog", "a picture of a emu");
    }

    @Test
    void saysInOneLineThatAUrlNeedsSpark() {
        List<CommandRun> runs = List.of(
                CommandRun.of("ingest", "hdfs://host/a", "--output", output),
                CommandRun.of("ingest", pictures, "--output", "hdfs://host/a"),
                CommandRun.of("ingest", pictures, "--output", output, "--against", "hdfs://host/a"),
                CommandRun.of("embed", "--model", "hdfs://host/a", "--images", pictures, "--output", output),
                CommandRun.of("score", "hdfs://host/a", "--model", "hdfs://host/a"));
        for (CommandRun run : runs) {
            assertThat(run.errorLines())
                    .containsExactly(
                            "open failed: hdfs://host/a: a URL, expected a path; ingest, embed and score take what"
                                    + " Hadoop reads with --spark MASTER");
            assertThat(run.code()).isEqualTo(1);
        }
        assertThat(output).doesNotExist();
    }

    @Test
    void isSilentButForTheResultWhenQuiet() {
        CommandRun run = CommandRun.of("ingest", pictures, "--output", output, "--quiet");
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("3 images");
    }

    @Test
    void takesImg2datasetsSpellings() {
        CommandRun run = CommandRun.of(
                "ingest",
                pictures,
                "--output",
                output,
                "--number_sample_per_shard=2",
                "--image_size",
                4,
                "--encode_format",
                "jpg",
                "--resize_mode",
                "keep_ratio");
        assertThat(run.err()).startsWith("ingest");
        assertThat(run.out()).contains("3 images").contains("in 2 shards");
    }

    @Test
    void readsAConfigurationWhosePathsStartFromItsFolder() throws IOException {
        Path config = folder.resolve("own.yaml");
        Files.writeString(config, "sources:\n  - archive: pictures\noutput:\n  split: mine\n");
        CommandRun run =
                CommandRun.of("ingest", "--config", config, "--output", output, "--set", "output.encode_format=png");
        assertThat(run.err()).contains("ingest  3 images");
        assertThat(run.code()).isZero();
        assertThat(output.resolve("stats.json")).content().contains("mine");
    }

    @Test
    void listsEveryProblemOfAConfiguration() throws IOException {
        Path config = folder.resolve("own.yaml");
        Files.writeString(config, "sources:\n  - archive: pictures\noutput:\n  splitt: mine\n  encode_quality: 101\n");
        CommandRun run = CommandRun.of("ingest", "--config", config, "--output", output);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.errorLines()).hasSize(2).allMatch(line -> line.startsWith("bad configuration: " + config + ":"));
        assertThat(output).doesNotExist();
    }

    record Case(int code, String line, List<Object> arguments) {}

    @Test
    void saysInOneLineWhatIsWrong() throws IOException {
        Path missing = folder.resolve("no.zip");
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Path file = Files.writeString(folder.resolve("file"), "x");
        List<Case> cases = List.of(
                new Case(
                        1,
                        "read failed: " + missing + ": no such file, expected",
                        List.of(missing, "--output", output)),
                new Case(1, "read failed: " + empty + ": no files, expected", List.of(empty, "--output", output)),
                new Case(1, "write failed: " + file + ": a file, expected", List.of(pictures, "--output", file)),
                new Case(
                        1,
                        "write failed: " + pictures + ": 6 files, expected an empty folder",
                        List.of(pictures, "--output", pictures)),
                new Case(
                        2,
                        "bad usage: diptych ingest: neither SOURCE nor --config, expected one of them",
                        List.of("--output", output)),
                new Case(
                        2,
                        "bad usage: diptych ingest: both SOURCE and --config, expected one of them",
                        List.of(pictures, "--config", "c.yaml", "--output", output)),
                new Case(
                        2,
                        "bad configuration: c.yaml: no such file, expected",
                        List.of("--config", "c.yaml", "--output", output)),
                new Case(
                        2,
                        "bad configuration: --set: output.image_size: -1, expected",
                        List.of(pictures, "--output", output, "--image-size", "-1")),
                new Case(
                        2,
                        "bad usage: --threads: 0, expected at least 1",
                        List.of(pictures, "--output", output, "--threads", 0)));
        for (Case each : cases) {
            List<Object> arguments = new ArrayList<>(each.arguments());
            arguments.add(0, "ingest");
            CommandRun run = CommandRun.of(arguments.toArray());
            assertThat(run.errorLines()).as(each.line()).hasSize(1);
            assertThat(run.err()).startsWith(each.line());
            assertThat(run.code()).as(each.line()).isEqualTo(each.code());
            assertThat(run.out()).isEmpty();
            assertThat(output).doesNotExist();
        }
    }

    @Test
    void documentsTheDefaultsThatApply() {
        OutputConfig defaults = OutputConfig.DEFAULT;
        assertThat(CommandRun.of("help", "ingest").out().replaceAll("\\s+", " "))
                .contains("folder of its own (default: " + defaults.splits() + ")")
                .contains("(default: " + defaults.dedupThreshold() + ")")
                .contains("(default: " + defaults.samplesPerShard() + ")")
                .contains("(default: " + defaults.image().encodeQuality() + ")")
                .contains("(default: " + defaults.image().imageSize() + ", as it is)")
                .contains("(default: " + defaults.image().maxPixels() + ")")
                .contains("png, jpg or webp (default: keep)")
                .contains("center_crop (default: border)");
        assertThat(defaults.image().encodeFormat()).isEqualTo(ImageConfig.EncodeFormat.KEEP);
        assertThat(defaults.image().resizeMode()).isEqualTo(ResizeMode.BORDER);
        assertThat(defaults.dedup()).isEqualTo(Dedup.NONE);
        assertThat(defaults.format()).isEqualTo(OutputFormat.WEBDATASET);
    }

    private List<String> captions() {
        List<String> captions = new ArrayList<>();
        try (ShardReader reader = ShardReader.open(output.resolve("00000.tar"))) {
            for (Sample sample = reader.next(); sample != null; sample = reader.next()) {
                captions.addAll(SampleMetadata.of(sample).captions());
            }
        }
        return captions;
    }
}
