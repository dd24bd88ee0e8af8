package dev.diptych.spark.ingest;

import static dev.diptych.ingest.Fixtures.contents;
import static dev.diptych.spark.ingest.Sources.ALL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.manifest.DropReason;
import dev.diptych.ingest.output.OutputFolder;
import dev.diptych.ingest.pipeline.Ingest;
import dev.diptych.ingest.pipeline.IngestProgress;
import dev.diptych.ingest.pipeline.config.IngestConfig;
import dev.diptych.ingest.pipeline.crew.Crew;
import dev.diptych.ingest.pipeline.write.IncrementalMode;
import dev.diptych.ingest.pipeline.write.IngestReport;
import dev.diptych.spark.cluster.Cluster;
import dev.diptych.spark.cluster.SparkFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The executors are threads of this process. */
class SparkIngestTest {
    private static final String SPLIT = "split: 'train=0.7,val=0.2,test=0.1', number_sample_per_shard: 9, ";

    @TempDir
    private static Path scratch;

    private static Sources sources;
    private static Cluster cluster;

    @BeforeAll
    static void connect() throws IOException {
        sources = Sources.make(scratch, 20);
        cluster = Cluster.connect("local[2]", "test");
    }

    @AfterAll
    static void leave() {
        cluster.close();
    }

    private static Crew spark() {
        return new SparkCrew(cluster);
    }

    private static IngestReport run(IngestConfig config, String output, Crew crew) {
        return Ingest.run(config, scratch.resolve(output), IncrementalMode.INCREMENTAL, IngestProgress.NONE, crew);
    }

    @Test
    void makesTheBytesOfASingleMachine() throws IOException {
        List<String> options = List.of(
                "dedup: near, min_image_size: 9, encode_format: jpg, image_size: 16",
                "dedup: exact, output_format: files, compute_hash: md5",
                "dedup: none, encode_format: png, image_size: 22, skip_reencode: true, resize_only_if_bigger: true",
                "dedup: near, max_image_area: 450, max_file_bytes: 1500, against: [pictures]",
                "dedup: near, keep_truncated: true, encode_format: webp");
        for (int i = 0; i < options.size(); i++) {
            IngestConfig config = sources.config(ALL + "output: {" + SPLIT + options.get(i) + "}");
            IngestReport report = run(config, "one" + i, Crew.threads(2));
            assertThat(report.kept()).as(options.get(i)).isGreaterThan(20);
            assertThat(report.dropped()).containsKeys(DropReason.DAMAGED_ARCHIVE, DropReason.NO_CAPTION);
            assertThat(run(config, "spark" + i, spark())).isEqualTo(report);
            assertThat(contents(scratch.resolve("spark" + i)))
                    .as(options.get(i))
                    .isEqualTo(contents(scratch.resolve("one" + i)));
        }
        assertThat(scratch.resolve("spark0/" + OutputFolder.UNFINISHED)).doesNotExist();
    }

    @Test
    void takesCaptionsOfATableAndMembersByPattern() throws IOException {
        StringBuilder table = new StringBuilder("id,text,licence,group\n");
        for (int i = 0; i < 45; i++) {
            table.append(i)
                    .append(",row ")
                    .append(i)
                    .append(i % 4 == 0 ? ",cc0," : ",,")
                    .append(i % 5)
                    .append('\n');
        }
        Files.writeString(scratch.resolve("rows.csv"), table + "7,twice,,\nbroken\n");
        IngestConfig config = sources.config("""
                sources: [{archive: b.tar, images: '(?<key>\\d+)\\.png'}, {archive: many, images: '.*/(?<key>\\d+)\\.png'}]
                tables: [{file: rows.csv, key_column: id}]
                captions: ['{text}']
                output: {%s dedup: exact, split_by: group, licence_column: licence}
                """.formatted(SPLIT));
        IngestReport report = run(config, "table-one", Crew.threads(2));
        assertThat(report.kept()).isPositive();
        assertThat(report.dropped()).containsKeys(DropReason.NO_TABLE_ROW, DropReason.CAPTION_WITHOUT_IMAGE);
        assertThat(run(config, "table-spark", spark())).isEqualTo(report);
        assertThat(contents(scratch.resolve("table-spark"))).isEqualTo(contents(scratch.resolve("table-one")));
    }

    @Test
    void goesOnWhereEitherKindOfRunWasCut() throws IOException {
        IngestConfig config = sources.config(ALL + "output: {" + SPLIT + "dedup: near, encode_format: jpg}");
        IngestReport report = run(config, "whole", Crew.threads(2));
        List<Crew> crews = List.of(spark(), Crew.threads(2));
        for (Crew first : crews) {
            for (Crew second : crews) {
                for (int outcomes : List.of(61, 160)) {
                    String output = "cut-" + crews.indexOf(first) + crews.indexOf(second) + outcomes;
                    assertThatThrownBy(() -> run(config, output, CutCrew.after(outcomes, first)))
                            .isInstanceOf(CutCrew.PowerCut.class);
                    assertThatThrownBy(() -> run(config, output, CutCrew.after(outcomes, second)))
                            .isInstanceOf(CutCrew.PowerCut.class);
                    assertThat(run(config, output, second)).isEqualTo(report);
                    assertThat(contents(scratch.resolve(output)))
                            .as(output)
                            .isEqualTo(contents(scratch.resolve("whole")));
                }
            }
        }
    }

    @Test
    void extendsWhatASingleMachineBegan() throws IOException {
        String output = "output: {" + SPLIT + "dedup: near}";
        IngestConfig first = sources.config("sources: [{archive: b.tar}]\n" + output);
        IngestConfig second = sources.config("sources: [{archive: c.zip}, {archive: pictures}]\n" + output);
        for (String name : List.of("extended-one", "extended-spark")) {
            run(first, name, Crew.threads(1));
            Crew crew = name.endsWith("spark") ? spark() : Crew.threads(1);
            Ingest.run(second, scratch.resolve(name), IncrementalMode.EXTEND, IngestProgress.NONE, crew);
        }
        assertThat(contents(scratch.resolve("extended-spark"))).isEqualTo(contents(scratch.resolve("extended-one")));
    }

    @Test
    void endsInOneLineWhereAllIsLeftOut() {
        IngestConfig config = sources.config("sources: [{archive: b.tar}]\noutput: {min_image_size: 500}");
        assertThatThrownBy(() -> run(config, "nothing", spark()))
                .isInstanceOf(IngestException.class)
                .hasMessageContaining("no image kept of ")
                .hasMessageContaining("image_too_small");
    }

    @Test
    void saysInOneLineThatAMasterIsNone() {
        assertThatThrownBy(() -> Cluster.connect("nowhere", "test"))
                .isInstanceOf(SparkFailure.class)
                .hasMessageStartingWith("spark failed: nowhere: ")
                .hasMessageEndingWith(", expected a master that can be reached, such as local[2]")
                .message()
                .hasLineCount(1);
    }
}
