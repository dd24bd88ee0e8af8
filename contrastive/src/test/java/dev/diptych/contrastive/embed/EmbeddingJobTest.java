package dev.diptych.contrastive.embed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import dev.diptych.contrastive.embed.EmbeddingJob.Listener;
import dev.diptych.contrastive.embed.EmbeddingJob.Options;
import dev.diptych.contrastive.embed.EmbeddingJob.Report;
import dev.diptych.contrastive.embed.file.NpyType;
import dev.diptych.contrastive.embed.file.NpyWriter;
import dev.diptych.contrastive.embed.file.Thumbnails;
import dev.diptych.contrastive.embed.input.EmbedInput;
import dev.diptych.contrastive.embed.input.TextLines;
import dev.diptych.contrastive.loss.LossKind;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.file.FolderLock;
import dev.diptych.file.LinkException;
import dev.diptych.file.LockedException;
import dev.diptych.file.RecordFile;
import dev.diptych.image.RgbImage;
import dev.diptych.image.codec.ImageDecoder;
import dev.diptych.ingest.parquet.ParquetTable;
import dev.diptych.ingest.tar.TarWriter;
import dev.diptych.nn.onednn.OneDnnEngine;
import dev.diptych.text.TextConfig;
import dev.diptych.text.bpe.BpeTrainer;
import dev.diptych.text.tokenizer.BpeTokenizer;
import dev.diptych.vision.VisionConfig;
import dev.diptych.vision.preprocess.Preprocessing;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddingJobTest {
    private static final int SHARDS = 3;
    private static final int SAMPLES = 70; // more than a program has rows
    private static final int BAD = 4; // this sample of every shard does not decode
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
    private static Path shards;

    @BeforeAll
    static void writeShards() throws IOException {
        engine = new OneDnnEngine();
        ClipModel model = new ClipModel(CONFIG, LossKind.CLIP, engine);
        model.initialize(1);
        embedder = new Embedder(model, new Preprocessing(16), TOKENIZER);
        shards = Files.createDirectory(folder.resolve("shards"));
        for (int s = 0; s < SHARDS; s++) {
            try (OutputStream out = Files.newOutputStream(shards.resolve("0000" + s + ".tar"));
                    TarWriter tar = new TarWriter(out)) {
                for (int i = 0; i < SAMPLES; i++) {
                    String key = key(s, i);
                    tar.add(key + ".png", i == BAD ? "no image".getBytes(UTF_8) : png(s, i));
                    tar.add(key + ".txt", caption(s, i).getBytes(UTF_8));
                    String json =
                            "{\"key\": \"%s\", \"caption\": \"%s\", \"width\": %d, \"exif\": {\"iso\": %s}, \"tags\": [\"a\"]}"
                                    .formatted(key, caption(s, i), 16 + i, i == 7 ? "null" : Integer.toString(i));
                    tar.add(key + ".json", json.getBytes(UTF_8));
                }
            }
        }
    }

    @AfterAll
    static void closeEngine() {
        engine.close();
    }

    private static String key(int shard, int sample) {
        return String.format("%05d%04d", shard, sample);
    }

    private static String caption(int shard, int sample) {
        return "picture " + "x".repeat(sample % 9) + shard;
    }

    private static int color(int shard, int sample) {
        return 0x010305 * (sample + 1) + 0x300000 * shard;
    }

    private static byte[] png(int shard, int sample) throws IOException {
        BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 256; i++) {
            image.setRGB(i % 16, i / 16, color(shard, sample) * (1 + i / 32) & 0xFFFFFF);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }

    private static Options options(NpyType type, boolean overwrite) {
        return new Options(type, 1, overwrite, new TreeMap<>(Map.of("precision", "fp32")));
    }

    private static List<Report> embed(Path output) throws IOException, InterruptedException {
        return embed(output, options(NpyType.FLOAT32, false));
    }

    private static List<Report> embed(Path output, Options options) throws IOException, InterruptedException {
        EmbedInput input = EmbedInput.images(shards.toString(), 10, false);
        Quiet listener = new Quiet();
        List<Report> reports = new EmbeddingJob(input, true, null, output, options).run(embedder, listener);
        assertThat(listener.done).isEqualTo(1);
        return reports;
    }

    private static final class Quiet implements Listener {
        private final List<String> leftOut = new ArrayList<>();
        private double done = 1; // where nothing is missing

        @Override
        public void at(long rows, double fraction, long left) {
            assertThat(fraction).isBetween(0.0, 1.0);
            done = fraction;
        }

        @Override
        public void leftOut(String key, String reason) {
            leftOut.add(key + " " + reason);
        }
    }

    private static Map<String, byte[]> files(Path output) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(output)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(output.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return files;
    }

    private static void assertSame(Path output, Map<String, byte[]> expected) throws IOException {
        Map<String, byte[]> actual = files(output);
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, bytes) -> assertThat(actual.get(name)).as(name).isEqualTo(bytes));
    }

    @Test
    void rowsOfAllFilesBelongToTheSameSamples() throws IOException, InterruptedException {
        Path output = folder.resolve("aligned");
        assertThat(embed(output))
                .containsExactly(new Report(output.resolve("img_emb"), SHARDS * (SAMPLES - 1), SHARDS, SHARDS, 0));
        for (int s = 0; s < SHARDS; s++) {
            List<Map<String, List<String>>> rows = rows(output.resolve("metadata/metadata_" + s + ".parquet"));
            float[][] images = vectors(output.resolve("img_emb/img_emb_" + s + ".npy"));
            float[][] texts = vectors(output.resolve("text_emb/text_emb_" + s + ".npy"));
            assertThat(rows).hasSize(SAMPLES - 1);
            assertThat(images).hasDimensions(SAMPLES - 1, DIMENSIONS);
            assertThat(texts).hasDimensions(SAMPLES - 1, DIMENSIONS);
            for (int row = 0; row < SAMPLES - 1; row++) {
                int sample = row < BAD ? row : row + 1;
                assertThat(rows.get(row))
                        .containsEntry("image_path", List.of(key(s, sample)))
                        .containsEntry("key", List.of(key(s, sample)))
                        .containsEntry("caption", List.of(caption(s, sample)))
                        .containsEntry("width", List.of(Integer.toString(16 + sample)))
                        .containsEntry("exif.iso", sample == 7 ? List.of() : List.of(Integer.toString(sample)))
                        .containsEntry("tags", List.of("a"));
                assertThat(images[row]).isEqualTo(embedder.images(List.of(decoded(s, sample))));
                assertThat(texts[row]).isEqualTo(embedder.texts(List.of(caption(s, sample))));
            }
            assertThat(output.resolve("left_out/left_out_" + s + ".jsonl"))
                    .content()
                    .startsWith("{\"key\":\"" + key(s, BAD) + "\",\"reason\":\"decode failed: " + key(s, BAD))
                    .hasLineCount(1);
        }
    }

    @Test
    void aRunThatWasKilledAnywhereEndsWithTheBytesOfAnUndisturbedOne() throws IOException, InterruptedException {
        Path whole = folder.resolve("whole");
        embed(whole);
        Map<String, byte[]> expected = files(whole);
        // The order in which the files of a partition get their names; before each the process may die.
        List<String> steps = List.of(
                "img_emb/img_emb_%d.npy",
                "text_emb/text_emb_%d.npy", "left_out/left_out_%d.jsonl", "metadata/metadata_%d.parquet");
        for (int partition = 0; partition < SHARDS; partition++) {
            for (int step = 0; step <= steps.size(); step++) {
                Path output = folder.resolve("killed-" + partition + "-" + step);
                for (Map.Entry<String, byte[]> file : expected.entrySet()) {
                    int number = file.getKey().contains("_")
                            ? Integer.parseInt(file.getKey().replaceAll("\\D", ""))
                            : -1;
                    boolean there = number < partition;
                    for (int done = 0; done < step; done++) {
                        there |= file.getKey().equals(steps.get(done).formatted(partition));
                    }
                    Path copy = output.resolve(file.getKey());
                    Files.createDirectories(copy.getParent());
                    if (there) {
                        Files.write(copy, file.getValue());
                    } else if (number == partition) {
                        Files.writeString(copy.resolveSibling(copy.getFileName() + ".partial"), "half of it");
                        if (copy.toString().endsWith(".parquet")) {
                            Files.writeString(copy.resolveSibling(copy.getFileName() + ".rows.partial"), "{\"a");
                        }
                    }
                }
                Report report = embed(output).get(0);

                assertThat(report.earlier()).isEqualTo(step == steps.size() ? partition + 1 : partition);
                assertThat(report.rows()).isEqualTo(SHARDS * (SAMPLES - 1));
                assertThat(report.leftOut()).isEqualTo(SHARDS);
                assertSame(output, expected);
            }
        }
    }

    @Test
    void makesAgainWhatIsThereButNotWhole() throws IOException, InterruptedException {
        Path whole = folder.resolve("sound");
        embed(whole);
        Map<String, byte[]> expected = files(whole);
        byte[] vectors = Objects.requireNonNull(expected.get("img_emb/img_emb_1.npy"));
        Path rowless = folder.resolve("rowless.npy");
        try (NpyWriter writer = new NpyWriter(rowless, DIMENSIONS, NpyType.FLOAT32)) {
            writer.finish();
        }
        byte[] header = Files.readAllBytes(rowless);
        byte[] table = Objects.requireNonNull(expected.get("metadata/metadata_1.parquet"));
        record Case(String name, byte[] contents) {}
        for (Case damage : List.of(
                new Case("img_emb/img_emb_1.npy", header),
                new Case("img_emb/img_emb_1.npy", Arrays.copyOf(vectors, vectors.length - 1)),
                new Case("text_emb/text_emb_1.npy", Arrays.copyOf(vectors, vectors.length - 4 * DIMENSIONS)),
                new Case("text_emb/text_emb_1.npy", new byte[0]),
                new Case("metadata/metadata_1.parquet", Arrays.copyOf(table, table.length - 1)))) {
            assertThat(damage.contents).isNotEqualTo(expected.get(damage.name));
            Files.write(whole.resolve(damage.name), damage.contents);
            assertThat(embed(whole).get(0).earlier()).isEqualTo(SHARDS - 1);
            assertSame(whole, expected);
        }
    }

    @Test
    void thumbnailsBelongToTheRowsAndAreMadeAgainWhereTheyAreNotWhole() throws IOException, InterruptedException {
        Path small = folder.resolve("small");
        Path output = folder.resolve("with-small");
        Options options = new Options(
                NpyType.FLOAT32, 1, false, new TreeMap<>(Map.of("precision", "fp32")), new Thumbnails(small, 8));
        embed(output, options);
        Map<String, byte[]> expected = files(small);
        assertThat(expected.keySet())
                .containsExactly("thumbnails_0.records", "thumbnails_1.records", "thumbnails_2.records");
        RecordFile records = RecordFile.open(small.resolve("thumbnails_1.records"));
        assertThat(records.count()).isEqualTo(SAMPLES - 1);
        RgbImage image = new ImageDecoder().decode(records.get(BAD)).image(); // of the sample after the bad one
        assertThat(image.width()).isEqualTo(8);
        assertThat(image.rgb(1, 0) >> 16).isCloseTo(color(1, BAD + 1) >> 16, offset(16)); // JPEG, and a gradient
        for (byte[] contents : new byte[][] {new byte[0], expected.get("thumbnails_0.records")}) {
            Files.write(
                    small.resolve("thumbnails_2.records"), Arrays.copyOf(contents, Math.max(0, contents.length - 1)));
            assertThat(embed(output, options).get(0).earlier()).isEqualTo(SHARDS - 1);
            assertSame(small, expected);
        }
        assertThatThrownBy(() -> embed(output)).hasMessageContaining("thumbnails 8, expected none as asked for now");
    }

    @Test
    void writesAndDeletesThroughNoLink() throws IOException, InterruptedException {
        Path theirs = Files.createDirectory(folder.resolve("theirs"));
        Path precious = Files.writeString(theirs.resolve("img_emb_0.npy"), "theirs");
        for (String name : List.of("img_emb", "text_emb", "metadata", "left_out")) {
            Path output = Files.createDirectory(folder.resolve("linked " + name));
            Files.createSymbolicLink(output.resolve(name), theirs);
            for (boolean overwrite : new boolean[] {false, true}) {
                assertThatThrownBy(() -> embed(output, options(NpyType.FLOAT32, overwrite)))
                        .isInstanceOf(LinkException.class)
                        .hasMessage("write failed: " + output.resolve(name)
                                + ": a link, expected a folder; links inside an output folder are not followed");
            }
        }
        try (Stream<Path> files = Files.list(theirs)) {
            assertThat(files).containsExactly(precious);
        }
        assertThat(precious).hasContent("theirs");
    }

    @Test
    void refusesAFolderThatAnotherCommandWrites() throws IOException, InterruptedException {
        Path output = folder.resolve("locked");
        try (FolderLock lock = FolderLock.take(output, "embed")) {
            assertThatThrownBy(() -> embed(output))
                    .isInstanceOf(LockedException.class)
                    .hasMessageStartingWith("lock failed: " + output + ": process ");
        }
        assertThat(embed(output).get(0).earlier()).isZero();
    }

    @Test
    void goesOnAfterAnExceptionInTheMiddle() throws IOException, InterruptedException {
        Path whole = folder.resolve("undisturbed");
        embed(whole);
        Path output = folder.resolve("stopped");
        EmbeddingJob job = new EmbeddingJob(
                EmbedInput.images(shards.toString(), 10, false), true, null, output, options(NpyType.FLOAT32, false));
        assertThatThrownBy(() -> job.run(embedder, new Listener() {
                    @Override
                    public void at(long rows, double fraction, long leftOut) {
                        if (rows > SAMPLES) {
                            throw new IllegalStateException("stop");
                        }
                    }

                    @Override
                    public void leftOut(String key, String reason) {
                        // Nothing depends on it.
                    }
                }))
                .hasMessage("stop");
        assertThat(files(output).keySet()).noneMatch(name -> name.endsWith(".partial"));
        assertThat(embed(output).get(0).earlier()).isEqualTo(1);
        assertSame(output, files(whole));
    }

    @Test
    void leavesOutASampleWithBrokenMetadataAndLooksForCaptionsInTheNext() throws IOException, InterruptedException {
        Path pictures = Files.createDirectories(folder.resolve("broken"));
        Files.write(pictures.resolve("a.png"), png(0, 1));
        Files.writeString(pictures.resolve("a.json"), "{\"caption\": ");
        Files.write(pictures.resolve("b.png"), png(0, 2));
        Files.writeString(pictures.resolve("b.txt"), "a caption");
        EmbedInput input = EmbedInput.images(pictures.toString(), 10, false);
        assertThat(input.startsWithCaption()).isTrue();
        Path output = folder.resolve("of-broken");
        Quiet quiet = new Quiet();
        List<Report> reports =
                new EmbeddingJob(input, true, null, output, options(NpyType.FLOAT32, false)).run(embedder, quiet);
        assertThat(reports).containsExactly(new Report(output.resolve("img_emb"), 1, 1, 1, 0));
        assertThat(quiet.leftOut).hasSize(1);
        assertThat(quiet.leftOut.get(0)).contains("a.json: line 1: Unexpected end-of-input, expected a JSON object");
    }

    @Test
    void refusesAFolderOfAnotherModel() throws IOException, InterruptedException {
        Path output = folder.resolve("other-model");
        embed(output);
        ClipModel other = new ClipModel(CONFIG, LossKind.CLIP, engine);
        other.initialize(2);
        Embedder another = new Embedder(other, new Preprocessing(16), TOKENIZER);
        EmbeddingJob job = new EmbeddingJob(
                EmbedInput.images(shards.toString(), 10, false), true, null, output, options(NpyType.FLOAT32, false));
        assertThatThrownBy(() -> job.run(another, new Quiet()))
                .isInstanceOf(EmbedException.class)
                .hasMessageMatching("embed failed: \\Q" + output.resolve("embeddings.json")
                        + "\\E: model [0-9a-f]{64}, expected [0-9a-f]{64} as asked for now; overwrite to make them anew,"
                        + " or keep these and choose another folder");
    }

    @Test
    void overwritesEmbeddingsAndNothingElse() throws IOException, InterruptedException {
        Path output = folder.resolve("overwritten");
        embed(output);
        Path own = Files.writeString(output.resolve("img_emb/notes.txt"), "mine");
        embed(output, options(NpyType.FLOAT16, true));
        assertThat(own).hasContent("mine");
        assertThat(output.resolve("img_emb/img_emb_0.npy")).hasSize(128 + (SAMPLES - 1) * DIMENSIONS * 2);
    }

    @Test
    void refusesEmbeddingsThatAnotherToolWrote() throws IOException {
        Path output = folder.resolve("foreign");
        Path foreign = Files.writeString(
                Files.createDirectories(output.resolve("img_emb")).resolve("img_emb_0.npy"), "npy");
        assertThatThrownBy(() -> embed(output))
                .hasMessage("embed failed: " + output
                        + ": embeddings without embeddings.json, expected none or those of an embedding job;"
                        + " overwrite to delete them");
        assertThat(foreign).hasContent("npy");
    }

    @Test
    void writesSoManyPicturesAndTextsToAFile() throws IOException, InterruptedException {
        Path pictures = Files.createDirectories(folder.resolve("pictures/sub"));
        for (int i = 0; i < 25; i++) {
            Files.write(pictures.resolve(String.format("%02d.png", i)), png(0, i == BAD ? 0 : i));
        }
        Path lines = Files.writeString(folder.resolve("lines.txt"), "a\n\nb b \nc\n");
        Path output = folder.resolve("of-pictures");
        List<Report> reports = new EmbeddingJob(
                        EmbedInput.images(folder.resolve("pictures").toString(), 2, false),
                        false,
                        TextLines.open(lines, 2),
                        output,
                        options(NpyType.FLOAT32, false))
                .run(embedder, new Quiet());
        assertThat(reports)
                .containsExactly(
                        new Report(output.resolve("img_emb"), 25, 0, 13, 0),
                        new Report(output.resolve("text_emb"), 3, 0, 2, 0));
        assertThat(vectors(output.resolve("img_emb/img_emb_12.npy"))).hasDimensions(1, DIMENSIONS);
        assertThat(rows(output.resolve("metadata/metadata_00.parquet")).get(1))
                .containsEntry("image_path", List.of(pictures.resolve("01.png").toString()));
        assertThat(vectors(output.resolve("text_emb/text_emb_0.npy"))[1]).isEqualTo(embedder.texts(List.of("b b")));
        assertThat(rows(output.resolve("text_metadata/text_metadata_1.parquet")))
                .containsExactly(Map.of("caption", List.of("c")));
    }

    private static RgbImage decoded(int shard, int sample) {
        byte[] pixels = new byte[256 * RgbImage.CHANNELS];
        for (int i = 0; i < 256; i++) {
            int rgb = color(shard, sample) * (1 + i / 32) & 0xFFFFFF;
            pixels[3 * i] = (byte) (rgb >> 16);
            pixels[3 * i + 1] = (byte) (rgb >> 8);
            pixels[3 * i + 2] = (byte) rgb;
        }
        return new RgbImage(16, 16, pixels);
    }

    private static List<Map<String, List<String>>> rows(Path table) throws IOException {
        List<Map<String, List<String>>> rows = new ArrayList<>();
        ParquetTable.open(table.toString(), ByteBuffer.wrap(Files.readAllBytes(table)))
                .rows(column -> true, rows::add);
        return rows;
    }

    /** A float32 matrix; the header must say how large it is. */
    private static float[][] vectors(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int rows = (bytes.limit() - NpyWriter.HEADER) / Float.BYTES / DIMENSIONS;
        assertThat(new String(bytes.array(), 0, NpyWriter.HEADER, UTF_8))
                .contains("{'descr': '<f4', 'fortran_order': False, 'shape': (" + rows + ", " + DIMENSIONS + "), }");
        bytes.position(NpyWriter.HEADER);
        float[][] values = new float[rows][DIMENSIONS];
        for (float[] row : values) {
            for (int d = 0; d < DIMENSIONS; d++) {
                row[d] = bytes.getFloat();
            }
        }
        return values;
    }
}
