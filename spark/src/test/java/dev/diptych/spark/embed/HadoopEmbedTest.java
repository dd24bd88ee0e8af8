package dev.diptych.spark.embed;

import static dev.diptych.ingest.Fixtures.contents;
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
import dev.diptych.file.place.Locations;
import dev.diptych.file.place.OutputClaim;
import dev.diptych.ingest.shard.ShardList;
import dev.diptych.nn.engine.Devices;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.tape.Precision;
import dev.diptych.spark.cluster.Cluster;
import dev.diptych.spark.files.Hdfs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Model, shards, texts and outputs are on HDFS; the executors are threads of this process. */
class HadoopEmbedTest {
    private static final int ROWS = 10;

    @TempDir
    private static Path local;

    private static Path hdfs;
    private static PartitionCrew crew;
    private static Engine engine;

    @BeforeAll
    static void connect() throws IOException {
        crew = new SparkPartitionCrew(Cluster.connect("local[2]", "test", 1));
        engine = Devices.open("cpu", 1);
        SmallModel.write(local.resolve("model"), 1);
        for (int shard = 0; shard < 3; shard++) {
            Files.write(local.resolve("0000" + shard + ".tar"), tar(samples(shard)));
        }
        Files.writeString(local.resolve("texts.txt"), "a red fox\na box\n".repeat(13));
        hdfs = Locations.path(Hdfs.folder());
        try (Stream<Path> all = Files.walk(local)) {
            for (Path file : all.toList()) {
                Path copy = hdfs.resolve(local.relativize(file).toString());
                Files.copy(file, copy);
                Files.setLastModifiedTime(copy, Files.getLastModifiedTime(file));
            }
        }
    }

    @AfterAll
    static void leave() {
        crew.close();
        engine.close();
    }

    private static Map<String, byte[]> samples(int seed) {
        Map<String, byte[]> samples = new LinkedHashMap<>();
        for (int i = 0; i < 12; i++) {
            String key = "%05d%04d".formatted(seed, i);
            samples.put(key + ".png", i == 7 ? text("no image") : noise(16, 100L * seed + i));
            samples.put(key + ".txt", text("a box and a fox " + i));
        }
        return samples;
    }

    private static Embedder embedder(Path base) {
        Checkpoint checkpoint = Checkpoint.open(base.resolve("model"));
        return new Embedder(
                checkpoint.load(engine, Precision.FP32), checkpoint.preprocessing(), checkpoint.tokenizer());
    }

    private static ModelSource model(Embedder embedder) {
        return new ModelSource(
                hdfs.resolve("model").toString(), null, "cpu", Precision.FP32, 1, embedder.fingerprint());
    }

    private static List<String> shards() {
        return ShardList.expand(hdfs + "/0000*.tar").stream()
                .map(Path::toString)
                .toList();
    }

    private static EmbeddingJob.Listener nobody() {
        return new EmbeddingJob.Listener() {
            @Override
            public void at(long rows, double fraction, long leftOut) {}

            @Override
            public void leftOut(String key, String reason) {}
        };
    }

    /** All but the stamp, in which files have their times to the nanosecond or to the millisecond. */
    private static Map<String, String> files(Path output, String stamp) throws IOException {
        Map<String, String> files = contents(output);
        assertThat(files.remove(stamp)).isNotNull();
        return files;
    }

    private static void embed(Path base, Path output, boolean bySpark) throws IOException, InterruptedException {
        EmbedInput images = EmbedInput.images(base + "/{00000..00002}.tar", ROWS, false);
        EmbedInput texts = TextLines.open(base.resolve("texts.txt"), ROWS);
        try (Embedder embedder = embedder(base)) {
            EmbeddingJob job = new EmbeddingJob(
                    images, false, texts, output, new EmbeddingJob.Options(NpyType.FLOAT16, 4, false, new TreeMap<>()));
            if (!bySpark) {
                job.run(embedder, nobody());
                return;
            }
            List<EmbedWork> works = List.of(
                    work(embedder, Kind.SHARDS, shards(), images),
                    work(embedder, Kind.TEXTS, List.of(base.resolve("texts.txt").toString()), texts));
            job.run(embedder, nobody(), crew, works, new Counts());
        }
    }

    private static EmbedWork work(Embedder embedder, Kind kind, List<String> files, EmbedInput input) {
        return new EmbedWork(model(embedder), kind, files, false, true, false, ROWS, input.stamp(), NpyType.FLOAT16, 4);
    }

    @Test
    void writesTheVectorsOfLocalFolders() throws IOException, InterruptedException {
        embed(local, local.resolve("one"), false);
        Path output = hdfs.resolve("vectors");
        embed(hdfs, output, true);
        Map<String, String> vectors = files(output, "embeddings.json");
        assertThat(vectors).isEqualTo(files(local.resolve("one"), "embeddings.json"));
        Files.delete(output.resolve("metadata/metadata_1.parquet"));
        Files.delete(output.resolve("img_emb/img_emb_2.npy"));
        embed(hdfs, output, true);
        assertThat(files(output, "embeddings.json")).isEqualTo(vectors);
    }

    @Test
    void writesTheScoresOfLocalFolders() throws IOException, InterruptedException {
        Path one = Files.createDirectory(local.resolve("scores"));
        Path output = Files.createDirectory(hdfs.resolve("scores"));
        ScoringJob.Options options = new ScoringJob.Options(4, false, new TreeMap<>());
        try (Embedder embedder = embedder(local)) {
            new ScoringJob(ShardList.expand(local + "/0000*.tar"), one, options).run(embedder, nobody());
            List<Path> shards = ShardList.expand(hdfs + "/0000*.tar");
            ScoreWork work = new ScoreWork(
                    model(embedder), shards(), EmbedInput.shards(shards).stamp(), 4);
            ScoringJob job = new ScoringJob(shards, output, options);
            assertThat(job.run(embedder, nobody(), crew, work, new Counts())).isZero();
            assertThat(files(output, ScoringJob.STAMP)).isEqualTo(files(one, ScoringJob.STAMP));
            assertThat(job.run(embedder, nobody(), crew, work, new Counts())).isEqualTo(shards.size());
        }
        assertThat(output.resolve(OutputClaim.FILE)).doesNotExist();
    }

    @Test
    void saysInOneLineThatAModelIsNotThere() {
        assertThatThrownBy(() -> Checkpoint.open(hdfs.resolve("none")))
                .message()
                .hasLineCount(1)
                .contains(hdfs + "/none");
        assertThatThrownBy(() -> new EmbeddingJob(
                                EmbedInput.images(hdfs + "/00000.tar", ROWS, false),
                                false,
                                null,
                                hdfs.resolve("refused"),
                                new EmbeddingJob.Options(NpyType.FLOAT16, 4, false, new TreeMap<>()))
                        .run(embedder(hdfs), nobody()))
                .isInstanceOf(EmbedException.class)
                .hasMessageEndingWith("a URL, expected a folder; --spark MASTER writes to it");
    }
}
