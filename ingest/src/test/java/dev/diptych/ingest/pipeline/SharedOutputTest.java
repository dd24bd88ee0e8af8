package dev.diptych.ingest.pipeline;

import static dev.diptych.ingest.Fixtures.noise;
import static dev.diptych.ingest.Fixtures.tar;
import static dev.diptych.ingest.Fixtures.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.config.ConfigFile;
import dev.diptych.file.FolderLock;
import dev.diptych.file.LinkException;
import dev.diptych.file.LockedException;
import dev.diptych.ingest.output.OutputFolder;
import dev.diptych.ingest.pipeline.config.IngestConfig;
import dev.diptych.ingest.pipeline.write.IncrementalMode;
import dev.diptych.ingest.pipeline.write.IngestReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Outputs that another command writes, or that lead elsewhere. */
class SharedOutputTest {
    @TempDir
    private Path scratch;

    private Path output = Path.of("");

    @BeforeEach
    void makeSource() throws IOException {
        output = scratch.resolve("shards");
        Files.write(scratch.resolve("a.tar"), tar(Map.of("1.png", noise(24, 1), "1.txt", text("a picture"))));
    }

    @Test
    void refusesAFolderThatAnotherCommandWritesAndTakesItAfterwards() throws IOException {
        try (FolderLock lock = FolderLock.take(output, "ingest")) {
            assertThatThrownBy(() -> ingest("train", IncrementalMode.OVERWRITE))
                    .isInstanceOf(LockedException.class)
                    .hasMessageStartingWith("lock failed: " + output + ": process "
                            + ProcessHandle.current().pid() + " (diptych ingest, since ");
            assertThat(output).isDirectoryContaining("glob:**.lock");
        }
        assertThat(ingest("train", IncrementalMode.INCREMENTAL).kept()).isEqualTo(1);
        assertThat(output.resolve(FolderLock.FILE)).doesNotExist();
    }

    @Test
    void takesAFolderInWhichAKilledCommandLeftItsLockFile() throws IOException {
        Files.createDirectories(output);
        Files.writeString(output.resolve(FolderLock.FILE), "1 (diptych ingest, since 2020-01-01T00:00:00Z)\n");
        assertThat(ingest("train", IncrementalMode.INCREMENTAL).kept()).isEqualTo(1);
        assertThat(output.resolve(FolderLock.FILE)).doesNotExist();
    }

    @Test
    void writesAndDeletesThroughNoLink() throws IOException {
        Path theirs = Files.createDirectory(scratch.resolve("theirs"));
        Path precious = Files.writeString(theirs.resolve("00000.tar"), "theirs");
        for (String name : new String[] {OutputFolder.UNFINISHED, "train", "val"}) {
            Files.createDirectories(output);
            Path link = Files.createSymbolicLink(output.resolve(name), theirs);
            for (IncrementalMode mode :
                    new IncrementalMode[] {IncrementalMode.OVERWRITE, IncrementalMode.INCREMENTAL}) {
                assertThatThrownBy(() -> ingest("train=0.5,val=0.5", mode))
                        .isInstanceOf(LinkException.class)
                        .hasMessage("write failed: " + link
                                + ": a link, expected a folder; links inside an output folder are not followed");
            }
            Files.delete(link);
        }
        try (Stream<Path> files = Files.list(theirs)) {
            assertThat(files).containsExactly(precious);
        }
        assertThat(precious).hasContent("theirs");
    }

    private IngestReport ingest(String split, IncrementalMode mode) {
        IngestConfig config = ConfigFile.parse(
                        "i.yaml", "{sources: [{archive: a.tar}], output: {split: '" + split + "'}}")
                .as(root -> IngestConfig.from(root, scratch));
        return Ingest.run(config, output, mode, IngestProgress.NONE, 1);
    }
}
