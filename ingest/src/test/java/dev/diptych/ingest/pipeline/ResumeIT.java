package dev.diptych.ingest.pipeline;

import static dev.diptych.ingest.Fixtures.contents;
import static dev.diptych.ingest.Fixtures.gzip;
import static dev.diptych.ingest.Fixtures.noise;
import static dev.diptych.ingest.Fixtures.png;
import static dev.diptych.ingest.Fixtures.tar;
import static dev.diptych.ingest.Fixtures.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.config.ConfigFile;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.output.Milestones;
import dev.diptych.ingest.output.OutputFolder;
import dev.diptych.ingest.pipeline.config.IngestConfig;
import dev.diptych.ingest.pipeline.write.IncrementalMode;
import dev.diptych.ingest.pipeline.write.IngestReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumeIT {
    /** As sudden as a kill: nothing in the code under test catches it. */
    private static final class PowerCut extends Error {
        private static final long serialVersionUID = 1L;
    }

    private static final String YAML = """
        sources: [{archive: a.tgz}, {archive: b.tar}]
        output: {split: 'train=0.7,val=0.3', number_sample_per_shard: 3, dedup: near, min_image_size: 9, encode_format: jpg, %s}
        """;

    @TempDir
    private Path scratch;

    private Path undisturbed = Path.of("");

    @BeforeEach
    void makeSources() throws IOException {
        undisturbed = scratch.resolve("undisturbed");
        Files.write(scratch.resolve("a.tgz"), gzip(tar(pictures(0, 20))));
        Files.write(scratch.resolve("b.tar"), tar(pictures(14, 30)));
    }

    /** Pictures of which some are no images, some too small, some without a caption, and some stand in both archives. */
    private static Map<String, byte[]> pictures(int from, int to) {
        Map<String, byte[]> data = new LinkedHashMap<>();
        for (int i = from; i < to; i++) {
            data.put(i + ".png", i % 9 == 4 ? text("no image") : i % 5 == 2 ? png(20, 20, 0x40 * i) : noise(24, i));
            if (i % 6 == 0) {
                data.put("small" + i + ".png", noise(8, i));
            }
            if (i % 12 == 0) {
                data.put("small" + i + ".txt", text("small picture " + i));
            }
            if (i % 11 != 3) {
                data.put(i + ".txt", text("picture " + i));
            }
        }
        return data;
    }

    private IngestConfig config(String options) {
        return ConfigFile.parse("i.yaml", YAML.formatted(options)).as(root -> IngestConfig.from(root, scratch));
    }

    private static IngestReport run(IngestConfig config, Path output, IncrementalMode mode) {
        return Ingest.run(config, output, mode, IngestProgress.NONE, 2);
    }

    private static Milestones cutBefore(int step, AtomicInteger seen) {
        return name -> {
            if (seen.getAndIncrement() == step) {
                throw new PowerCut();
            }
        };
    }

    @Test
    void endsWithTheSameBytesWhereverItWasCut() throws IOException {
        for (String format : List.of("webdataset", "files")) {
            IngestConfig config = config("output_format: " + format);
            Path expected = scratch.resolve("expected-" + format);
            IngestReport report = run(config, expected, IncrementalMode.INCREMENTAL);
            assertThat(report.dropped()).hasSizeGreaterThanOrEqualTo(3);
            assertThat(report.shards()).isGreaterThan(4);
            assertThat(expected.resolve("report.html"))
                    .content()
                    .contains("image_too_small <small>", "no_caption <small>6 of ");
            Map<String, String> bytes = contents(expected);
            int cut = 0;
            for (boolean ended = false; !ended; cut++) {
                Path output = scratch.resolve(format + cut);
                ended = endsBefore(config, output, cut, IncrementalMode.INCREMENTAL);
                assertThat(run(config, output, IncrementalMode.INCREMENTAL)).isEqualTo(report);
                assertThat(contents(output)).as("cut before step " + cut).isEqualTo(bytes);
            }
            assertThat(cut).isGreaterThan(40);
        }
    }

    @Test
    void endsWithTheSameBytesHoweverOftenItIsCut() throws IOException {
        IngestConfig config = config("");
        run(config, undisturbed, IncrementalMode.INCREMENTAL);
        for (long seed = 0; seed < 5; seed++) {
            Random random = new Random(seed);
            Path output = scratch.resolve("often" + seed);
            for (int i = 0; i < 12; i++) {
                endsBefore(config, output, random.nextInt(25), IncrementalMode.INCREMENTAL);
            }
            run(config, output, IncrementalMode.INCREMENTAL);
            assertThat(contents(output)).as("seed " + seed).isEqualTo(contents(undisturbed));
        }
    }

    @Test
    void endsWithTheSameBytesAfterItsProcessWasKilled() throws IOException, InterruptedException {
        Path yaml = Files.writeString(scratch.resolve("i.yaml"), YAML.formatted("image_size: 64"));
        IngestConfig config = ConfigFile.read(yaml).as(root -> IngestConfig.from(root, scratch));
        run(config, undisturbed, IncrementalMode.INCREMENTAL);
        Path output = scratch.resolve("killed");
        int kills = 0;
        boolean ended = false;
        for (int wait = 250; !ended; wait += 40) {
            Process process = KilledRun.start(yaml, output);
            ended = process.waitFor(wait, TimeUnit.MILLISECONDS);
            if (ended) {
                assertThat(process.exitValue()).isZero();
            } else {
                process.destroyForcibly().waitFor();
                kills++;
            }
        }
        assertThat(kills).isPositive();
        assertThat(contents(output)).isEqualTo(contents(undisturbed));
    }

    /** As another crew leaves it, whose images are nowhere once it is gone. */
    @Test
    void worksAgainOnTheImagesOfAnOpenShardThatIsGone() throws IOException {
        IngestConfig config = config("");
        IngestReport report = run(config, undisturbed, IncrementalMode.INCREMENTAL);
        int gone = 0;
        for (int cut = 15; cut < 45; cut += 3) {
            Path output = scratch.resolve("gone" + cut);
            endsBefore(config, output, cut, IncrementalMode.INCREMENTAL);
            Path journal = output.resolve(OutputFolder.UNFINISHED).resolve("journal.json");
            if (Files.exists(journal)) {
                String text = Files.readString(journal);
                String without =
                        text.replaceAll("\"(train|val)/\\d+\":\\d+,?", "").replace(",}", "}");
                gone += text.equals(without) ? 0 : 1;
                Files.writeString(journal, without);
            }
            assertThat(run(config, output, IncrementalMode.INCREMENTAL)).isEqualTo(report);
            assertThat(contents(output)).as("cut before step " + cut).isEqualTo(contents(undisturbed));
        }
        assertThat(gone).isGreaterThan(2);
    }

    @Test
    void extendsAsIfItHadNeverStopped() throws IOException {
        IngestConfig first = ofSources("{archive: a.tgz}");
        IngestConfig second = ofSources("{archive: b.tar}");
        run(first, undisturbed, IncrementalMode.INCREMENTAL);
        IngestReport before = run(first, undisturbed, IncrementalMode.INCREMENTAL);
        IngestReport after = run(second, undisturbed, IncrementalMode.EXTEND);
        assertThat(after.images()).isEqualTo(before.images() + 18);
        assertThat(after.kept()).isBetween(before.kept() + 4, before.kept() + 12);
        Map<String, String> bytes = contents(undisturbed);
        boolean ended = false;
        for (int cut = 0; !ended; cut++) {
            Path output = scratch.resolve("extended" + cut);
            run(first, output, IncrementalMode.INCREMENTAL);
            ended = endsBefore(second, output, cut, IncrementalMode.EXTEND);
            assertThat(run(second, output, IncrementalMode.EXTEND)).isEqualTo(after);
            assertThat(contents(output)).as("cut before step " + cut).isEqualTo(bytes);
        }
    }

    @Test
    void leavesAFinishedRunAlone() throws IOException {
        IngestConfig config = config("");
        IngestReport report = run(config, undisturbed, IncrementalMode.INCREMENTAL);
        List<String> steps = new ArrayList<>();
        OutputFolder folder = new OutputFolder(undisturbed, steps::add);
        assertThat(Ingest.run(config, folder, IncrementalMode.INCREMENTAL, IngestProgress.NONE, 1))
                .isEqualTo(report);
        assertThat(steps).isEmpty();
    }

    @Test
    void refusesToGoOnWithAnotherConfigurationOrOtherInputs() throws IOException {
        IngestConfig config = config("");
        Path output = scratch.resolve("output");
        endsBefore(config, output, 20, IncrementalMode.INCREMENTAL);
        Map<String, String> bytes = contents(output);
        IngestConfig other = config("dedup_threshold: 2");
        assertThatThrownBy(() -> run(other, output, IncrementalMode.INCREMENTAL))
                .isInstanceOf(IngestException.class)
                .hasMessage("write failed: " + output + ": another configuration since the start of the run that was"
                        + " interrupted here, expected the same; choose another folder, or overwrite it");
        Files.write(scratch.resolve("b.tar"), tar(pictures(14, 31)));
        assertThatThrownBy(() -> run(config, output, IncrementalMode.EXTEND))
                .hasMessageContaining(": a change of " + scratch.resolve("b.tar") + " since the start of the run");
        assertThat(contents(output)).isEqualTo(bytes);
    }

    @Test
    void refusesToExtendShardsOfAnotherKind() {
        run(ofSources("{archive: a.tgz}"), undisturbed, IncrementalMode.INCREMENTAL);
        assertThatThrownBy(() -> run(config("dedup_threshold: 2"), undisturbed, IncrementalMode.EXTEND))
                .hasMessageContaining(": another configuration of the output than that of the shards there, expected");
    }

    private IngestConfig ofSources(String sources) {
        String yaml = YAML.formatted("image_size: 30").replaceFirst("\\[.*]", "[" + sources + "]");
        return ConfigFile.parse("i.yaml", yaml).as(root -> IngestConfig.from(root, scratch));
    }

    /** Runs up to a step that changes the folder; returns whether there is no such step, so that the run came to its end. */
    private static boolean endsBefore(IngestConfig config, Path output, int step, IncrementalMode mode) {
        OutputFolder folder = new OutputFolder(output, cutBefore(step, new AtomicInteger()));
        try {
            Ingest.run(config, folder, mode, IngestProgress.NONE, 2);
            return true;
        } catch (PowerCut e) {
            return false;
        }
    }
}
