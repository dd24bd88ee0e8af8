package dev.diptych.spark.embed;

import static dev.diptych.ingest.Fixtures.contents;
import static dev.diptych.ingest.Fixtures.folder;
import static dev.diptych.ingest.Fixtures.noise;
import static dev.diptych.ingest.Fixtures.tar;
import static dev.diptych.ingest.Fixtures.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.contrastive.checkpoint.Checkpoint;
import dev.diptych.contrastive.embed.Counts;
import dev.diptych.contrastive.embed.EmbedException;
import dev.diptych.contrastive.embed.Embedder;
import dev.diptych.contrastive.embed.EmbeddingJob;
import dev.diptych.contrastive.embed.ScoringJob;
import dev.diptych.contrastive.embed.crew.EmbedWork;
import dev.diptych.contrastive.embed.crew.EmbedWork.Kind;
import dev.diptych.contrastive.embed.crew.ModelSource;
import dev.diptych.contrastive.embed.crew.PartitionCrew;
import dev.diptych.contrastive.embed.crew.ScoreWork;
import dev.diptych.contrastive.embed.file.NpyType;
import dev.diptych.contrastive.embed.input.EmbedInput;
import dev.diptych.contrastive.embed.input.TextLines;
import dev.diptych.nn.engine.Devices;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.tape.Precision;
import dev.diptych.spark.cluster.Cluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The executors are threads of this process. */
class SparkEmbedTest {
    private static final int ROWS = 10;

    @TempDir
    private static Path scratch;

    private static PartitionCrew crew;
    private static Engine engine;
    private static Embedder embedder;
    private static ModelSource model;
    private static List<Path> shards;
    private static Path pictures;
    private static Path texts;

    @BeforeAll
    static void connect() throws IOException {
        crew = new SparkPartitionCrew(Cluster.connect("local[2]", "test", 1));
        Path folder = scratch.resolve("model");
        SmallModel.write(folder, 1);
        engine = Devices.open("cpu", 1);
        Checkpoint checkpoint = Checkpoint.open(folder);
        embedder = new Embedder(
                checkpoint.load(engine, Precision.FP32), checkpoint.preprocessing(), checkpoint.tokenizer());
        model = new ModelSource(folder.toString(), null, "cpu", Precision.FP32, 1, embedder.fingerprint());
        shards = new ArrayList<>();
        for (int shard = 0; shard < 5; shard++) {
            shards.add(Files.write(scratch.resolve("0000" + shard + ".tar"), tar(samples(shard))));
        }
        pictures = folder(Files.createDirectory(scratch.resolve("pictures")), samples(9));
        texts = Files.writeString(
                scratch.resolve("texts.txt"),
                String.join(
                        "\n",
                        IntStream.range(0, 43).mapToObj(i -> "a red fox " + i).toList()));
    }

    @AfterAll
    static void leave() {
        crew.close();
        embedder.close();
        engine.close();
    }

    private static Map<String, byte[]> samples(int seed) {
        Map<String, byte[]> samples = new LinkedHashMap<>();
        for (int i = 0; i < 25; i++) {
            String key = "%05d%04d".formatted(seed, i);
            samples.put(key + ".png", i == 7 ? text("no image") : noise(16, 100L * seed + i));
            samples.put(key + ".txt", text("a box and a fox and more than eight tokens ".repeat(i % 3) + i));
        }
        return samples;
    }

    /** What a listener was told, in order. */
    private static final class Told implements EmbeddingJob.Listener {
        private final List<String> leftOut = new ArrayList<>();
        private long rows;
        private double fraction;

        @Override
        public void at(long all, double part, long leftOutCount) {
            rows = all;
            fraction = part;
        }

        @Override
        public void leftOut(String key, String reason) {
            leftOut.add(key + ": " + reason);
        }
    }

    private static EmbedWork work(Kind kind, List<Path> files, boolean captions, boolean beside, EmbedInput input) {
        return new EmbedWork(
                model,
                kind,
                files.stream().map(Path::toString).toList(),
                captions,
                beside,
                false,
                ROWS,
                input.stamp(),
                NpyType.FLOAT16,
                4);
    }

    private static EmbeddingJob.Options options() {
        return new EmbeddingJob.Options(NpyType.FLOAT16, 4, false, new TreeMap<>());
    }

    @Test
    void writesTheVectorsOfASingleMachine() throws IOException, InterruptedException {
        EmbedInput images = EmbedInput.shards(shards);
        EmbedInput folder = EmbedInput.images(pictures.toString(), ROWS, false);
        EmbedInput lines = TextLines.open(texts, ROWS);
        for (String name : List.of("captions", "beside", "texts")) {
            EmbedInput pictured = name.equals("captions") ? images : name.equals("beside") ? folder : null;
            EmbedInput read = name.equals("captions") ? null : lines;
            Path one = scratch.resolve(name + "-one");
            Told told = new Told();
            List<EmbeddingJob.Report> reports =
                    new EmbeddingJob(pictured, true, read, one, options()).run(embedder, told);
            List<EmbedWork> works = new ArrayList<>();
            if (pictured != null) {
                works.add(
                        pictured == images
                                ? work(Kind.SHARDS, shards, true, true, images)
                                : work(Kind.PICTURES, List.of(pictures), false, true, folder));
            }
            if (read != null) {
                works.add(work(Kind.TEXTS, List.of(texts), false, pictured != null, lines));
            }
            Path spark = scratch.resolve(name + "-spark");
            Told toldBySpark = new Told();
            Counts counts = new Counts();
            List<EmbeddingJob.Report> made = new EmbeddingJob(pictured, true, read, spark, options())
                    .run(embedder, toldBySpark, crew, works, counts);
            assertThat(made).hasSameSizeAs(reports);
            assertThat(made.get(0).rows()).isEqualTo(reports.get(0).rows());
            assertThat(made.get(0).leftOut()).isEqualTo(reports.get(0).leftOut());
            assertThat(toldBySpark.leftOut).isEqualTo(told.leftOut);
            assertThat(toldBySpark.fraction).isEqualTo(1);
            assertThat(toldBySpark.rows).isPositive();
            assertThat(counts.captions()).isPositive();
            assertThat(contents(spark)).as(name).isEqualTo(contents(one));
        }
    }

    @Test
    void goesOnWithThePartitionsThatAreMissing() throws IOException, InterruptedException {
        EmbedInput images = EmbedInput.shards(shards);
        Path one = scratch.resolve("going-one");
        Path output = scratch.resolve("going-on");
        new EmbeddingJob(images, false, null, one, options()).run(embedder, new Told());
        new EmbeddingJob(images, false, null, output, options()).run(embedder, new Told());
        Files.delete(output.resolve("metadata/metadata_3.parquet"));
        Files.delete(output.resolve("img_emb/img_emb_1.npy"));
        Files.createDirectories(output.resolve("spark.unfinished-of-another/attempt"));
        EmbeddingJob.Report report = new EmbeddingJob(images, false, null, output, options())
                .run(embedder, new Told(), crew, List.of(work(Kind.SHARDS, shards, false, true, images)), new Counts())
                .get(0);
        assertThat(report.earlier()).isEqualTo(3);
        assertThat(contents(output)).isEqualTo(contents(one));
        assertThat(output.resolve("spark.unfinished-of-another")).doesNotExist();
    }

    @Test
    void writesTheScoresOfASingleMachine() throws IOException, InterruptedException {
        Path one = Files.createDirectory(scratch.resolve("scores-one"));
        Path output = Files.createDirectory(scratch.resolve("scores-spark"));
        ScoringJob.Options options = new ScoringJob.Options(4, false, new TreeMap<>());
        Told told = new Told();
        new ScoringJob(shards, one, options).run(embedder, told);
        ScoreWork work = new ScoreWork(
                model,
                shards.stream().map(Path::toString).toList(),
                EmbedInput.shards(shards).stamp(),
                4);
        Told toldBySpark = new Told();
        Counts counts = new Counts();
        assertThat(new ScoringJob(shards, output, options).run(embedder, toldBySpark, crew, work, counts))
                .isZero();
        assertThat(contents(output)).isEqualTo(contents(one));
        assertThat(toldBySpark.leftOut).isEqualTo(told.leftOut).hasSize(5);
        assertThat(counts.captionsCut()).isPositive();
    }

    @Test
    void refusesAnotherModelAndOtherInputsThanTheDrivers() throws IOException {
        EmbedInput images = EmbedInput.shards(shards);
        EmbedWork good = work(Kind.SHARDS, shards, false, true, images);
        SmallModel.write(scratch.resolve("other"), 2);
        ModelSource other = new ModelSource(
                scratch.resolve("other").toString(), null, "cpu", Precision.FP32, 1, model.fingerprint());
        EmbedWork ofAnother = new EmbedWork(
                other, Kind.SHARDS, good.files(), false, true, false, ROWS, good.stamp(), NpyType.FLOAT16, 4);
        assertThatThrownBy(() -> new EmbeddingJob(images, false, null, scratch.resolve("refused"), options())
                        .run(embedder, new Told(), crew, List.of(ofAnother), new Counts()))
                .isInstanceOf(EmbedException.class)
                .hasMessageContaining("another model than the driver's");
        EmbedWork changed =
                new EmbedWork(model, Kind.SHARDS, good.files(), false, true, false, ROWS, "stamp", NpyType.FLOAT16, 4);
        assertThatThrownBy(() -> new EmbeddingJob(images, false, null, scratch.resolve("refused"), options())
                        .run(embedder, new Told(), crew, List.of(changed), new Counts()))
                .isInstanceOf(EmbedException.class)
                .hasMessageContaining("other files than the driver sees");
    }
}
