package dev.diptych.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.cli.CommandRun;
import dev.diptych.ingest.parquet.ParquetTable;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trains a tiny model once, then uses it. */
class ModelCommandsTest {
    private static final int PICTURES = 12;

    @TempDir
    static Path folder;

    private static Path pictures;
    private static Path shards;
    private static Path recipe;
    private static Path run;
    private static CommandRun training;

    @BeforeAll
    static void train() throws IOException {
        pictures = Files.createDirectory(folder.resolve("pictures"));
        shards = folder.resolve("shards");
        recipe = folder.resolve("recipe.yaml");
        run = folder.resolve("run");
        for (int i = 0; i < PICTURES; i++) {
            BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
            Graphics2D pen = image.createGraphics();
            pen.setColor(new Color(20 * i, 255 - 20 * i, 7 * i));
            pen.fillRect(0, 0, 16, 1 + i);
            ImageIO.write(
                    image, "png", pictures.resolve(String.format("%02d.png", i)).toFile());
            Files.writeString(pictures.resolve(String.format("%02d.txt", i)), "picture number " + i);
        }
        assertThat(CommandRun.of("ingest", pictures, "--output", shards, "-q").code())
                .isZero();
        Files.writeString(folder.resolve("tiny.json"), """
            {"embed_dim": 32,
             "vision_cfg": {"image_size": 16, "layers": 1, "width": 64, "patch_size": 8},
             "text_cfg": {"context_length": 8, "vocab_size": 560, "width": 64, "heads": 1, "layers": 1}}
            """);
        Files.writeString(recipe, """
            data: {train: '%s'}
            model: tiny.json
            schedule: {lr_scheduler: const, warmup: 1}
            train: {batch_size: 4, epochs: 2, log_every_n_steps: 1}
            loss: {}
            optimizer: {}
            augmentation: {}
            """.formatted(shards));
        training = CommandRun.of("train", "--config", recipe, "--output", run);
    }

    @Test
    void trainsByARecipe() {
        assertThat(training.code()).as(training.err()).isZero();
        assertThat(training.out()).startsWith(run + ": 6 steps in ").contains("last loss ");
        assertThat(training.err()).contains("12 pairs, ").contains("train  6/6 steps");
        assertThat(run.resolve("recipe.yaml")).content().contains("batch_size: 4");
        assertThat(run.resolve("metrics.jsonl")).content().hasLineCount(6);
        assertThat(run.resolve("checkpoint/open_clip_model.safetensors")).isNotEmptyFile();
    }

    @Test
    void takesTheMemorySavingOptionsIntoTheRecipe() {
        Path own = folder.resolve("accumulated");
        CommandRun accumulated = CommandRun.of(
                "train", "--config", recipe, "--output", own, "--accum-freq", "3", "--grad-checkpointing");
        assertThat(accumulated.code()).as(accumulated.err()).isZero();
        assertThat(accumulated.out()).contains(": 2 steps in ");
        assertThat(own.resolve("recipe.yaml")).content().contains("accum_freq: 3", "grad_checkpointing: true");
    }

    @Test
    void goesOnWithARun() throws IOException {
        Path own = folder.resolve("resumed");
        assertThat(CommandRun.of("train", "--config", recipe, "--output", own, "-q")
                        .code())
                .isZero();
        CommandRun more = CommandRun.of("train", "--resume", own, "--set", "train.epochs=3");
        assertThat(more.code()).as(more.err()).isZero();
        assertThat(more.err()).contains("continuing after step 6");
        assertThat(more.out()).contains(": 9 steps in ");
        assertThat(own.resolve("metrics.jsonl")).content().hasLineCount(9);
    }

    @Test
    void scoresByRetrieval() throws IOException {
        Path results = folder.resolve("results.json");
        CommandRun scores = CommandRun.of("eval", "retrieval", "--model", run, "--data", shards, "--output", results);
        assertThat(scores.code()).as(scores.err()).isZero();
        assertThat(scores.out().lines()).hasSize(10);
        assertThat(scores.out())
                .containsPattern(
                        "image_to_text_R@1 +[01]\\.\\d{4}  95 % [01]\\.\\d{4} to [01]\\.\\d{4}  \\(chance 0\\.0833\\)\\n")
                .containsPattern("text_to_image_mean_rank +\\d+\\.\\d  95 % .+  \\(chance 6\\.5\\)\\n");
        assertThat(results)
                .content()
                .contains("\"zeroshot_retrieval\"", "\"image_to_text_R@10\"", "\"image_retrieval_recall@5\"")
                .contains("\"intervals_95\"");
        assertThat(folder.resolve("results.html")).content().contains("Zero-shot retrieval", "From image to caption");
    }

    @Test
    void scoresTheFirstDimensionsToo() throws IOException {
        Path results = folder.resolve("lengths.json");
        CommandRun scores = CommandRun.of(
                "eval", "retrieval", "--model", run, "--data", shards, "--lengths", "1,2", "--output", results);
        assertThat(scores.code()).as(scores.err()).isZero();
        assertThat(scores.out()).contains("\nby the first 1 dimension:\n", "\nby the first 2 dimensions:\n");
        assertThat(scores.out().lines()).hasSize(34);
        assertThat(results).content().contains("\"first_2_image_to_text_R@1\"", "\"image_to_text_R@1\"");
    }

    @Test
    void theAverageOfARunsWeightsIsScoredBesideThemAndStandsWhereverAModelDoes() throws IOException {
        Path own = folder.resolve("averaged");
        CommandRun trained = CommandRun.of(
                "train",
                "--config",
                recipe,
                "--output",
                own,
                "--set",
                "train.ema=0.9",
                "--set",
                "pretrained=" + run,
                "--lock-image");
        assertThat(trained.code()).as(trained.err()).isZero();
        Path results = folder.resolve("averaged.json");
        CommandRun scores = CommandRun.of("eval", "retrieval", "--model", own, "--data", shards, "--output", results);
        assertThat(scores.code()).as(scores.err()).isZero();
        assertThat(scores.out()).contains("\nby the average of its weights:\nimage_to_text_R@1 ");
        assertThat(results).content().contains("\"image_to_text_R@1\"", "\"ema_image_to_text_R@1\"");
        Path average = own.resolve("checkpoint/ema.safetensors");
        CommandRun alone = CommandRun.of("eval", "retrieval", "--model", average, "--data", shards);
        assertThat(alone.code()).as(alone.err()).isZero();
        assertThat(scores.out()).endsWith(alone.out());
        Path converted = folder.resolve("converted");
        CommandRun convert =
                CommandRun.of("models", "convert", "--model", average, "--format", "open_clip", "--output", converted);
        assertThat(convert.code()).as(convert.err()).isZero();
        assertThat(converted.resolve("open_clip_model.safetensors")).hasSameBinaryContentAs(average);
    }

    @Test
    void scoresAFolderOfPicturesAndSaysWhichItLeavesOut() throws IOException {
        Path mixed = Files.createDirectory(folder.resolve("scored"));
        for (String key : List.of("03", "04", "05")) {
            Files.copy(pictures.resolve(key + ".png"), mixed.resolve(key + ".png"));
            Files.copy(pictures.resolve(key + ".txt"), mixed.resolve(key + ".txt"));
        }
        Files.writeString(mixed.resolve("05.png"), "no image");
        Files.copy(pictures.resolve("06.png"), mixed.resolve("06.png"));
        CommandRun scores = CommandRun.of("eval", "retrieval", "--model", run, "--data", mixed);
        assertThat(scores.code()).as(scores.err()).isZero();
        assertThat(scores.out()).contains("image_to_text_R@1").contains("chance 0.5000");
        assertThat(scores.err())
                .contains("left out: " + mixed + "/06: no caption")
                .contains("left out: decode failed: " + mixed + "/05")
                .contains("1 of 3 samples cannot be used (");
    }

    @Test
    void embedsAFolderOfPicturesAndTexts() throws IOException {
        Path mixed = Files.createDirectory(folder.resolve("mixed"));
        Files.copy(pictures.resolve("03.png"), mixed.resolve("b.png"));
        Files.copy(pictures.resolve("04.png"), mixed.resolve("a.png"));
        Files.writeString(mixed.resolve("bad.png"), "no image");
        Path texts = Files.writeString(folder.resolve("texts.txt"), "one\n\ntwo words\n");
        Path output = folder.resolve("embeddings");
        CommandRun embedded =
                CommandRun.of("embed", "--model", run, "--images", mixed, "--texts", texts, "--output", output);
        assertThat(embedded.code()).as(embedded.err()).isZero();
        assertThat(embedded.out().lines())
                .containsExactly(
                        output.resolve("img_emb") + ": 2 images in 1 file, 1 left out",
                        output.resolve("text_emb") + ": 2 texts in 1 file");
        assertThat(embedded.err()).contains("left out: decode failed: " + mixed.resolve("bad.png"));
        assertThat(column(output.resolve("metadata/metadata_0.parquet"), "image_path"))
                .containsExactly(
                        mixed.resolve("a.png").toString(),
                        mixed.resolve("b.png").toString());
        assertThat(column(output.resolve("text_metadata/text_metadata_0.parquet"), "caption"))
                .containsExactly("one", "two words");
        assertThat(output.resolve("left_out/left_out_0.jsonl")).content().contains("bad.png");
        assertThat(output.resolve("img_emb/img_emb_0.npy")).hasSize(128 + 2 * 32 * 4);
        assertThat(output.resolve("text_emb/text_emb_0.npy")).hasSize(128 + 2 * 32 * 4);
    }

    @Test
    void embedsShardsWithTheirCaptions() throws IOException {
        Path output = folder.resolve("of-shards");
        CommandRun embedded = CommandRun.of(
                "embed", "--model", run, "--images", shards, "--output", output, "--dtype", "float16", "-q");
        assertThat(embedded.out().strip()).isEqualTo(output.resolve("img_emb") + ": 12 images with captions in 1 file");
        assertThat(output.resolve("img_emb/img_emb_0.npy")).hasSize(128 + 12 * 32 * 2);
        assertThat(output.resolve("text_emb/text_emb_0.npy")).hasSize(128 + 12 * 32 * 2);
        Path table = output.resolve("metadata/metadata_0.parquet");
        assertThat(column(table, "image_path")).hasSize(12).startsWith("000000000", "000000001");
        assertThat(column(table, "caption")).contains("picture number 3");
        assertThat(column(table, "width")).containsOnly("16");

        CommandRun again = CommandRun.of("embed", "--model", run, "--images", shards, "--output", output, "-q");
        assertThat(again.code()).isOne();
        assertThat(again.err())
                .startsWith("embed failed: " + output.resolve("embeddings.json")
                        + ": dtype float16, expected float32 as asked for now; overwrite");
        CommandRun anew = CommandRun.of(
                "embed", "--model", run, "--images", shards, "--output", output, "--no-captions", "--overwrite", "-q");
        assertThat(anew.out().strip()).isEqualTo(output.resolve("img_emb") + ": 12 images in 1 file");
        assertThat(output.resolve("text_emb")).doesNotExist();
    }

    private static List<String> column(Path table, String name) throws IOException {
        List<String> values = new ArrayList<>();
        ParquetTable.open(table.toString(), ByteBuffer.wrap(Files.readAllBytes(table)))
                .rows(name::equals, row -> values.addAll(row.getOrDefault(name, List.of())));
        return values;
    }

    record Case(int code, String line, List<Object> arguments) {}

    @Test
    void saysInOneLineWhatIsWrong() throws IOException {
        Path none = Files.createDirectories(folder.resolve("none"));
        Path output = folder.resolve("never");
        Path missing = folder.resolve("no.yaml");
        List<Case> cases = List.of(
                new Case(2, "bad usage: diptych train: no --config, expected", List.of("train", "--output", output)),
                new Case(2, "bad usage: diptych train: no --output, expected", List.of("train", "--config", recipe)),
                new Case(
                        2,
                        "bad usage: diptych train: --resume with --config, expected",
                        List.of("train", "--resume", run, "--config", recipe)),
                new Case(
                        2,
                        "bad configuration: " + missing + ": no such file, expected",
                        List.of("train", "--config", missing, "--output", output)),
                new Case(
                        2,
                        "bad configuration: --set: train.batch_sizes: unknown key",
                        List.of("train", "--config", recipe, "--output", output, "--set", "train.batch_sizes=4")),
                new Case(
                        2,
                        "bad configuration: --set: train.epochs: -1, expected",
                        List.of("train", "--config", recipe, "--output", output, "--set", "train.epochs=-1")),
                new Case(
                        1,
                        "read failed: " + none + ": neither shards nor images with captions, expected some",
                        List.of("train", "--config", recipe, "--output", output, "--set", "data.train=" + none)),
                new Case(
                        1,
                        "train failed: " + run + ": holds a run already, expected",
                        List.of("train", "--config", recipe, "--output", run)),
                new Case(
                        1,
                        "write failed: " + recipe + ": a file, expected",
                        List.of("train", "--config", recipe, "--output", recipe)),
                new Case(
                        1,
                        "resume failed: " + output + ": no such folder, expected",
                        List.of("train", "--resume", output)),
                new Case(
                        1,
                        "resume failed: " + none + ": neither a checkpoint nor recipe.yaml, expected",
                        List.of("train", "--resume", none)),
                new Case(
                        1,
                        "model failed: " + none + ": neither open_clip_config.json nor config.json, expected",
                        List.of("eval", "retrieval", "--model", none, "--data", shards)),
                new Case(
                        2,
                        "bad usage: diptych embed: neither --images nor --texts, expected",
                        List.of("embed", "--model", run, "--output", output)),
                new Case(
                        1,
                        "read failed: " + none + ": no picture and no shard",
                        List.of("embed", "--model", run, "--output", none.resolve("out"), "--images", none)),
                new Case(
                        2,
                        "bad usage: --lengths: 0, expected 1 to ",
                        List.of("eval", "retrieval", "--model", run, "--data", shards, "--lengths", "0")),
                new Case(
                        2,
                        "bad usage: --batch-size: 0, expected at least 1",
                        List.of("eval", "retrieval", "--model", run, "--data", shards, "--batch_size", 0)));
        for (Case each : cases) {
            List<Object> arguments = new ArrayList<>(each.arguments());
            arguments.add("--quiet");
            CommandRun failed = CommandRun.of(arguments.toArray());
            assertThat(failed.errorLines()).as(each.line()).hasSize(1);
            assertThat(failed.err()).startsWith(each.line());
            assertThat(failed.code()).as(each.line()).isEqualTo(each.code());
            assertThat(output).doesNotExist();
        }
    }
}
