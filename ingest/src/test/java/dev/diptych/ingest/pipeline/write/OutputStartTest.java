package dev.diptych.ingest.pipeline.write;

import static dev.diptych.ingest.Fixtures.folder;
import static dev.diptych.ingest.Fixtures.gzip;
import static dev.diptych.ingest.Fixtures.members;
import static dev.diptych.ingest.Fixtures.noise;
import static dev.diptych.ingest.Fixtures.png;
import static dev.diptych.ingest.Fixtures.tar;
import static dev.diptych.ingest.Fixtures.text;
import static dev.diptych.ingest.Fixtures.zip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.config.ConfigFile;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.output.OutputFolder;
import dev.diptych.ingest.pipeline.Ingest;
import dev.diptych.ingest.pipeline.IngestProgress;
import dev.diptych.ingest.pipeline.config.IngestConfig;
import dev.diptych.ingest.pipeline.config.OutputConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputStartTest {
    @TempDir
    private Path scratch;

    private Path output = Path.of("");
    private Path source = Path.of("");

    @BeforeEach
    void makeASource() throws IOException {
        output = scratch.resolve("out");
        source = Files.write(
                scratch.resolve("a.zip"),
                zip(members("1.png", png(2, 2, 1), "1.txt", "a", "2.png", png(2, 2, 2), "2.txt", "b")));
    }

    private void ingest(Path from, boolean overwrite) {
        OutputConfig single = OutputConfig.DEFAULT.withSamplesPerShard(1);
        Ingest.run(IngestConfig.of(List.of(from), single), output, overwrite, IngestProgress.NONE);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(output)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void refusesAFolderWithFilesAndLeavesItAlone() throws IOException {
        Files.createDirectories(output);
        Files.write(output.resolve("thesis.tex"), text("x"));
        assertThatThrownBy(() -> ingest(source, false))
                .isInstanceOf(IngestException.class)
                .hasMessage("write failed: " + output
                        + ": 1 file, expected an empty folder; choose another or overwrite it");
        assertThat(names()).containsExactly("thesis.tex");
    }

    @Test
    void overwritesItsOwnFilesAndNoOthers() throws IOException {
        Files.createDirectories(output);
        for (String name : List.of("thesis.tex", "00007.tar", "00007_stats.json", "00008.idx", "keep.tar")) {
            Files.write(output.resolve(name), text("x"));
        }
        ingest(source, true);
        assertThat(names())
                .containsExactly(
                        "00000.idx",
                        "00000.tar",
                        "00000_stats.json",
                        "00001.idx",
                        "00001.tar",
                        "00001_stats.json",
                        "dropped.jsonl",
                        "ingest.json",
                        "keep.tar",
                        "manifest.jsonl",
                        "report.html",
                        "stats.json",
                        "thesis.tex");
    }

    @Test
    void keepsTheOldShardsWhereTheNewSourceIsMissing() throws IOException {
        ingest(source, false);
        List<String> before = names();
        assertThatThrownBy(() -> ingest(scratch.resolve("none.zip"), true)).isInstanceOf(IngestException.class);
        assertThat(names()).isEqualTo(before);
    }

    @Test
    void leavesNoHalfShardAfterAFailureAndBeginsAgain() throws IOException {
        Map<String, byte[]> data = new LinkedHashMap<>();
        for (int i = 0; i < 80; i++) {
            data.put(i + ".png", noise(40, i));
        }
        byte[] whole = gzip(tar(data));
        Files.write(scratch.resolve("b.tgz"), whole);
        Path foreign = Files.write(scratch.resolve("c.zip"), zip(members("no.image", "x")));
        Path table = Files.write(
                scratch.resolve("t.csv"),
                text("id,name\n"
                        + String.join(
                                "\n",
                                data.keySet().stream()
                                        .map(n -> n.replace(".png", ",x"))
                                        .toList())));
        IngestConfig config =
                ConfigFile.parse("i.yaml", """
                    sources: [{archive: b.tgz}, {archive: c.zip}]
                    tables: [{file: %s, key_column: id}]
                    captions: ['{name}']
                    output: {number_sample_per_shard: 10}
                    """.formatted(table)).as(root -> IngestConfig.from(root, scratch));

        assertThatThrownBy(() -> Ingest.run(config, output, false, IngestProgress.NONE))
                .isInstanceOfSatisfying(
                        IngestException.class, e -> assertThat(e.reason()).isEqualTo(Reason.EMPTY));
        assertThat(names()).contains("00000.tar", OutputFolder.UNFINISHED);

        Files.write(foreign, tar(Map.of("0.png", noise(40, 0))));
        assertThatThrownBy(() -> Ingest.run(config, output, false, IngestProgress.NONE))
                .hasMessage("write failed: " + output + ": a change of " + foreign
                        + " since the start of the run that was interrupted here, expected the same; choose another"
                        + " folder, or overwrite it");
        assertThat(Ingest.run(config, output, true, IngestProgress.NONE).kept()).isEqualTo(81);
        assertThat(names()).contains("00008.tar", "stats.json").doesNotContain(OutputFolder.UNFINISHED);
    }

    @Test
    void seesAChangeOfAFolderAlsoThroughALink() throws IOException {
        Path folder = folder(scratch.resolve("folder"), members("a/1.png", png(2, 2, 1), "a/1.txt", "a"));
        Path link = Files.createSymbolicLink(scratch.resolve("link"), folder);
        ingest(link, false);
        ingest(link, false);
        Files.write(folder.resolve("a/2.txt"), text("b"));
        assertThatThrownBy(() -> ingest(link, false))
                .hasMessageStartingWith("write failed: " + output + ": a change of " + link + " since the start");
    }

    @Test
    void beginsAgainAfterAKilledRun() throws IOException {
        Files.createDirectories(output);
        Files.createDirectories(output.resolve(OutputFolder.UNFINISHED));
        for (String name : List.of("00000.tar", OutputFolder.UNFINISHED + "/00001.tar")) {
            Files.write(output.resolve(name), text("half"));
        }
        ingest(source, false);
        assertThat(names())
                .containsExactly(
                        "00000.idx",
                        "00000.tar",
                        "00000_stats.json",
                        "00001.idx",
                        "00001.tar",
                        "00001_stats.json",
                        "dropped.jsonl",
                        "ingest.json",
                        "manifest.jsonl",
                        "report.html",
                        "stats.json");
    }

    @Test
    void namesAnOutputThatCannotBeWritten() throws IOException {
        Files.write(output, text("a file"));
        assertThatThrownBy(() -> ingest(source, true))
                .hasMessage("write failed: " + output + ": a file, expected a folder");
        output = output.resolve("below");
        assertThatThrownBy(() -> ingest(source, true))
                .isInstanceOfSatisfying(
                        IngestException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNWRITABLE))
                .hasMessageStartingWith("write failed: " + output + ": ");
    }
}
