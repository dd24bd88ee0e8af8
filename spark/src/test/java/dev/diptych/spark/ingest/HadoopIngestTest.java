package dev.diptych.spark.ingest;

import static dev.diptych.ingest.Fixtures.contents;
import static dev.diptych.spark.ingest.Sources.ALL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.config.ConfigFile;
import dev.diptych.file.place.ClaimedException;
import dev.diptych.file.place.Locations;
import dev.diptych.file.place.OutputClaim;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.output.OutputFolder;
import dev.diptych.ingest.pipeline.Ingest;
import dev.diptych.ingest.pipeline.IngestProgress;
import dev.diptych.ingest.pipeline.config.IngestConfig;
import dev.diptych.ingest.pipeline.crew.Crew;
import dev.diptych.ingest.pipeline.write.IncrementalMode;
import dev.diptych.ingest.pipeline.write.IngestReport;
import dev.diptych.spark.cluster.Cluster;
import dev.diptych.spark.files.Bucket;
import dev.diptych.spark.files.Hdfs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sources and outputs are on HDFS, or on a store that moves by copying; the executors are threads of this process. */
class HadoopIngestTest {
    private static final String SETTING = "spark.hadoop." + Bucket.SETTING;
    private static final String SPLIT = "split: 'train=0.7,val=0.2,test=0.1', number_sample_per_shard: 9, ";

    @TempDir
    private static Path scratch;

    private static Sources sources;
    private static Path hdfs;
    private static Path store;
    private static Cluster cluster;

    @BeforeAll
    static void connect() throws IOException {
        System.setProperty(SETTING, Bucket.class.getName());
        cluster = Cluster.connect("local[2]", "test");
        Path local = Files.createDirectory(scratch.resolve("local"));
        sources = Sources.make(local, 20);
        StringBuilder table = new StringBuilder("id,text\n");
        for (int i = 0; i < 45; i++) {
            table.append(i).append(",row ").append(i).append('\n');
        }
        Files.writeString(local.resolve("rows.csv"), table);
        hdfs = Locations.path(Hdfs.folder());
        store = Locations.path(Bucket.of(scratch.resolve("store")));
        copy(local, hdfs);
        copy(local, store);
    }

    @AfterAll
    static void leave() {
        cluster.close();
        System.clearProperty(SETTING);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private static IngestConfig config(Path base, String yaml) {
        return ConfigFile.parse("i.yaml", yaml).as(root -> IngestConfig.from(root, base));
    }

    private static Path books(Path output) {
        return Locations.books(output, scratch.resolve("books"));
    }

    private static IngestReport spark(IngestConfig config, Path output, IncrementalMode mode) {
        return Ingest.run(config, output, books(output), mode, IngestProgress.NONE, new SparkCrew(cluster));
    }

    /** All but the record of what was read, which names it. */
    private static Map<String, String> shards(Path output) throws IOException {
        Map<String, String> files = contents(output);
        assertThat(files.remove(OutputFolder.RECORD)).isNotNull();
        return files;
    }

    @Test
    void makesTheBytesThatLocalFoldersGive() throws IOException {
        List<String> options = List.of(
                ALL + "output: {" + SPLIT + "dedup: near, encode_format: jpg, image_size: 16, against: [pictures]}",
                ALL + "output: {" + SPLIT + "dedup: exact, output_format: files}",
                "sources: [{archive: '{b,c}.*'}, {archive: 'many/0.tar'}]\n"
                        + "tables: [{file: rows.csv, key_column: id}]\ncaptions: ['{text}']\n"
                        + "output: {" + SPLIT + "dedup: near}");
        for (int i = 0; i < options.size(); i++) {
            Path one = scratch.resolve("one" + i);
            IngestReport report = Ingest.run(
                    sources.config(options.get(i)), one, IncrementalMode.INCREMENTAL, IngestProgress.NONE, 2);
            assertThat(report.kept()).isGreaterThan(20);
            for (Path base : i == 0 ? List.of(hdfs, store) : List.of(hdfs)) {
                Path output = base.resolve("output" + i);
                IngestConfig config = config(base, options.get(i));
                assertThat(spark(config, output, IncrementalMode.INCREMENTAL)).isEqualTo(report);
                assertThat(shards(output)).as(output.toString()).isEqualTo(shards(one));
                assertThat(spark(config, output, IncrementalMode.INCREMENTAL)).isEqualTo(report);
                assertThat(books(output)).doesNotExist();
            }
        }
    }

    @Test
    void goesOnWhereARunWasCutOffWithItsBooksAlone() throws IOException {
        String yaml = ALL + "output: {" + SPLIT + "dedup: near, encode_format: jpg}";
        Path one = scratch.resolve("whole");
        IngestReport report =
                Ingest.run(sources.config(yaml), one, IncrementalMode.INCREMENTAL, IngestProgress.NONE, 2);
        for (Path base : List.of(hdfs, store)) {
            IngestConfig config = config(base, yaml);
            for (int outcomes : base.equals(store) ? List.of(160) : List.of(0, 61)) {
                Path output = base.resolve("cut" + outcomes);
                assertThatThrownBy(() -> Ingest.run(
                                config,
                                output,
                                books(output),
                                IncrementalMode.INCREMENTAL,
                                IngestProgress.NONE,
                                CutCrew.after(outcomes, new SparkCrew(cluster))))
                        .isInstanceOf(CutCrew.PowerCut.class);
                Path others = Locations.books(output, scratch.resolve("books of another host"));
                assertThatThrownBy(() -> Ingest.run(
                                config,
                                output,
                                others,
                                IncrementalMode.OVERWRITE,
                                IngestProgress.NONE,
                                new SparkCrew(cluster)))
                        .isInstanceOf(ClaimedException.class)
                        .hasMessageStartingWith("claim failed: " + output + ": " + books(output))
                        .hasMessageEndingWith("let that go on, or delete " + output + "/diptych.claim if it never will")
                        .message()
                        .hasLineCount(1);
                assertThat(others).doesNotExist();
                assertThat(spark(config, output, IncrementalMode.INCREMENTAL)).isEqualTo(report);
                assertThat(shards(output)).as(output.toString()).isEqualTo(shards(one));
                assertThat(output.resolve(OutputClaim.FILE)).doesNotExist();
                assertThat(output.resolve(OutputFolder.UNFINISHED)).doesNotExist();
            }
        }
    }

    @Test
    void extendsAndOverwritesWhatIsThere() throws IOException {
        String output = "output: {" + SPLIT + "dedup: near}";
        String first = "sources: [{archive: b.tar}]\n" + output;
        String second = "sources: [{archive: c.zip}, {archive: pictures}]\n" + output;
        Path one = scratch.resolve("extended-one");
        Ingest.run(sources.config(first), one, IncrementalMode.INCREMENTAL, IngestProgress.NONE, 1);
        Ingest.run(sources.config(second), one, IncrementalMode.EXTEND, IngestProgress.NONE, 1);
        Path there = hdfs.resolve("extended");
        spark(config(hdfs, ALL + output), there, IncrementalMode.INCREMENTAL);
        spark(config(hdfs, first), there, IncrementalMode.OVERWRITE);
        spark(config(hdfs, second), there, IncrementalMode.EXTEND);
        assertThat(shards(there)).isEqualTo(shards(one));
    }

    @Test
    void saysInOneLineWhatIsRefused() {
        Path output = hdfs.resolve("refused");
        assertThatThrownBy(() -> spark(
                        config(hdfs, "sources: [{archive: none.tar}]\noutput: {}"),
                        output,
                        IncrementalMode.INCREMENTAL))
                .isInstanceOf(IngestException.class)
                .hasMessage("read failed: " + hdfs + "/none.tar: no such file, expected an archive or a folder");
        IngestConfig empty = config(hdfs, "sources: [{archive: b.tar}]\noutput: {min_image_size: 500}");
        assertThatThrownBy(() -> spark(empty, output, IncrementalMode.INCREMENTAL))
                .isInstanceOf(IngestException.class)
                .hasMessageContaining("no image kept of ");
        assertThatThrownBy(() -> Ingest.run(
                        empty,
                        output,
                        books(output),
                        IncrementalMode.INCREMENTAL,
                        IngestProgress.NONE,
                        Crew.threads(1)))
                .isInstanceOf(IngestException.class)
                .hasMessage("write failed: " + output + ": a URL, expected a folder; --spark MASTER writes to it");
        assertThatThrownBy(() -> spark(empty, hdfs.resolve("b.tar"), IncrementalMode.INCREMENTAL))
                .isInstanceOf(IngestException.class)
                .hasMessage("write failed: " + hdfs + "/b.tar: a file, expected a folder");
    }
}
