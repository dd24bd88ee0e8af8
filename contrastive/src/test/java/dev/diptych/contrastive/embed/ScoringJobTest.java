package dev.diptych.contrastive.embed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.contrastive.embed.ScoringJob.Options;
import dev.diptych.contrastive.loss.LossKind;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.image.RgbImage;
import dev.diptych.image.codec.ImageEncoder;
import dev.diptych.ingest.parquet.ParquetTable;
import dev.diptych.ingest.tar.TarWriter;
import dev.diptych.nn.onednn.OneDnnEngine;
import dev.diptych.text.TextConfig;
import dev.diptych.text.bpe.BpeTrainer;
import dev.diptych.text.tokenizer.BpeTokenizer;
import dev.diptych.vision.VisionConfig;
import dev.diptych.vision.preprocess.Preprocessing;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoringJobTest {
    private static final int SAMPLES = 70; // more than a program has rows
    private static final int BAD = 4; // this one does not decode
    private static final int TWO = 5; // this one has two captions
    private static final int DIMENSIONS = 12;
    private static final BpeTokenizer TOKENIZER = new BpeTokenizer(new BpeTrainer(514).train(Stream.of("a")));
    private static final ModelConfig CONFIG = new ModelConfig(
            DIMENSIONS,
            new VisionConfig(16, 8, 24, 1, 12, 2),
            new TextConfig(20, TOKENIZER.vocabularySize(), 16, 2, 1, 2),
            false);

    @TempDir
    private static Path folder;

    private static OneDnnEngine engine;
    private static Embedder embedder;
    private static List<Path> shards;

    @BeforeAll
    static void writeShards() throws IOException {
        engine = new OneDnnEngine();
        ClipModel model = new ClipModel(CONFIG, LossKind.CLIP, engine);
        model.initialize(1);
        embedder = new Embedder(model, new Preprocessing(16), TOKENIZER);
        shards = List.of(folder.resolve("00000.tar"), folder.resolve("00001.tar"));
        for (Path shard : shards) {
            try (OutputStream out = Files.newOutputStream(shard);
                    TarWriter tar = new TarWriter(out)) {
                for (int i = 0; i < SAMPLES; i++) {
                    String key = String.format("%09d", i);
                    tar.add(key + ".png", i == BAD ? "no image".getBytes(UTF_8) : ImageEncoder.png(image(i)));
                    String json = i == TWO
                            ? "{\"captions\": [\"xx\", \"yyy\"], \"uid\": \"abc\"}"
                            : "{\"caption\": \"" + "x".repeat(1 + i % 5) + "\"}";
                    tar.add(key + ".json", json.getBytes(UTF_8));
                }
            }
        }
    }

    @AfterAll
    static void closeEngine() {
        engine.close();
    }

    private static RgbImage image(int i) {
        return RgbImage.filled(16, 16, 0x010305 * (i + 1));
    }

    private static int score(Path output, int readAhead, boolean overwrite, String precision)
            throws IOException, InterruptedException {
        Options options = new Options(readAhead, overwrite, new TreeMap<>(Map.of("precision", precision)));
        return new ScoringJob(shards, output, options).run(embedder, new EmbeddingJob.Listener() {
            @Override
            public void at(long rows, double fraction, long leftOut) {}

            @Override
            public void leftOut(String key, String reason) {}
        });
    }

    private static List<Map<String, List<String>>> rows(Path file) throws IOException {
        List<Map<String, List<String>>> rows = new ArrayList<>();
        ParquetTable.open("scores", ByteBuffer.wrap(Files.readAllBytes(file))).rows(column -> true, rows::add);
        return rows;
    }

    private static float cosine(int image, String caption) {
        float[] a = embedder.images(List.of(image(image)));
        float[] b = embedder.texts(List.of(caption));
        float sum = 0;
        for (int i = 0; i < DIMENSIONS; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    @Test
    void writesTheCosineOfEachCaptionAndTheBest() throws IOException, InterruptedException {
        Path output = folder.resolve("scores");
        assertThat(score(output, 1, false, "fp32")).isZero();

        List<Map<String, List<String>>> rows = rows(output.resolve("00001.parquet"));
        assertThat(rows).hasSize(SAMPLES);
        Map<String, List<String>> two = rows.get(TWO - 1); // the one before it is at the end
        assertThat(two.get("key")).containsExactly("000000005");
        assertThat(two.get("uid")).containsExactly("abc");
        double first = cosine(TWO, "xx");
        double second = cosine(TWO, "yyy");
        List<Double> scores = two.getOrDefault("similarity_scores", List.of()).stream()
                .map(Double::valueOf)
                .toList();
        assertThat(scores.get(0)).isCloseTo(first, within(1e-6)); // of sums of 12 in another order
        assertThat(scores.get(1)).isCloseTo(second, within(1e-6));
        assertThat(Double.parseDouble(
                        two.getOrDefault("similarity_score", List.of()).get(0)))
                .isEqualTo(Math.max(scores.get(0), scores.get(1)));
        assertThat(two.get("caption")).containsExactly(first >= second ? "xx" : "yyy");
    }

    @Test
    void namesASampleWithoutAScoreAtTheEnd() throws IOException, InterruptedException {
        Path output = folder.resolve("left-out");
        score(output, 1, false, "fp32");

        List<Map<String, List<String>>> rows = rows(output.resolve("00000.parquet"));
        Map<String, List<String>> last = rows.get(rows.size() - 1);
        assertThat(last.get("key")).containsExactly("000000004");
        assertThat(last.get("similarity_score")).isEmpty();
        assertThat(last.getOrDefault("error_message", List.of()).get(0)).contains("unknown signature, expected JPEG");
    }

    @Test
    void batchSizeChangesNoByte() throws IOException, InterruptedException {
        Path one = folder.resolve("batch-1");
        Path many = folder.resolve("batch-500");
        score(one, 1, false, "fp32");
        score(many, 500, false, "fp32");

        assertThat(many.resolve("00001.parquet")).hasSameBinaryContentAs(one.resolve("00001.parquet"));
    }

    @Test
    void goesOnWhereARunWasCutOff() throws IOException, InterruptedException {
        Path output = folder.resolve("resumed");
        score(output, 1, false, "fp32");
        Path whole = output.resolve("00000.parquet");
        Files.setLastModifiedTime(whole, FileTime.fromMillis(0));
        byte[] contents = Files.readAllBytes(output.resolve("00001.parquet"));
        Files.write(output.resolve("00001.parquet"), List.of("cut"));

        assertThat(score(output, 1, false, "fp32")).isEqualTo(1);
        assertThat(Files.getLastModifiedTime(whole)).isEqualTo(FileTime.fromMillis(0));
        assertThat(output.resolve("00001.parquet")).hasBinaryContent(contents);
    }

    @Test
    void refusesScoresOfAnotherKindUnlessTheyAreReplaced() throws IOException, InterruptedException {
        Path output = folder.resolve("other");
        score(output, 1, false, "fp32");

        assertThatThrownBy(() -> score(output, 1, false, "bf16"))
                .hasMessage("embed failed: " + output.resolve("scores.json") + ": precision fp32, expected bf16 as"
                        + " asked for now; overwrite to make them anew, or keep these and choose another folder");
        assertThat(score(output, 1, true, "bf16")).isZero();
    }

    @Test
    void leavesTablesOfOthersAlone() throws IOException {
        Path output = Files.createDirectory(folder.resolve("metadata"));
        Path table = Files.write(output.resolve("00000.parquet"), List.of("DataComp's"));

        assertThatThrownBy(() -> score(output, 1, true, "fp32"))
                .hasMessage("embed failed: " + table + ": a table without scores.json beside it, expected none or those"
                        + " of a scoring job; choose another folder");
        assertThat(table).exists();
    }

    @Test
    void refusesShardsOfOneName() {
        List<Path> same = List.of(Path.of("a/0.tar"), Path.of("b/0.tar"));

        assertThatThrownBy(() -> new ScoringJob(same, folder, new Options(1, false, new TreeMap<>())))
                .hasMessage("embed failed: b/0.tar: another shard of this name, expected different ones for the score"
                        + " files of one folder");
    }
}
