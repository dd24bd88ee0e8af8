package dev.diptych.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.cli.CommandRun;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartCommandTest {
    @TempDir
    Path folder;

    @Test
    void saysInOneLineHowToGoOnWithoutNpm() {
        Path run = folder.resolve("run");
        CommandRun failed = CommandRun.with(
                Map.of("PATH", "", "DIPTYCH_CACHE", folder.resolve("cache").toString()),
                "quickstart",
                "--quiet",
                "--output",
                run);
        assertThat(failed.errorLines()).hasSize(1);
        assertThat(failed.err())
                .startsWith("fetch failed: emoji-datasource-google@16.0.0: no npm on the PATH, expected")
                .contains("diptych ingest ARCHIVE --output SHARDS");
        assertThat(failed.code()).isEqualTo(1);
        assertThat(run).doesNotExist();
    }
}
