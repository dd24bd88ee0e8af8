package dev.diptych.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.bench.text.GeneratedCaptions;
import dev.diptych.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchTokenizerCommandTest {
    @Test
    void printsWhatTrainingAndEncodingTake() {
        CommandRun run = CommandRun.of(
                "bench", "tokenizer", "--captions", 500, "--words", 300, "--vocab-size", 600, "--context", 20, "-q");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        List<String> lines = run.out().lines().toList();
        assertThat(lines.get(0)).matches("part +s +CPU s +captions/s");
        assertThat(lines.get(1)).matches("train( +\\d+\\.\\d\\d){2} +\\d+");
        assertThat(lines.get(2)).matches("encode( +\\d+\\.\\d\\d){2} +\\d+");
        assertThat(lines.get(4)).matches("600 tokens, hash [0-9a-f]{16}; [1-9]\\d* captions cut to 20");
    }

    @Test
    void writesItsCaptionsForAPeer(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("captions.txt");
        CommandRun run = CommandRun.of(
                "bench", "tokenizer", "--captions", 400, "--words", 300, "--vocab-size", 600, "--write", file, "-q");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(Files.readAllLines(file)).isEqualTo(new GeneratedCaptions(300).take(400));
    }

    @Test
    void rejectsNoCaptions() {
        CommandRun run = CommandRun.of("bench", "tokenizer", "--captions", 0);
        assertThat(run.errorLines()).containsExactly("bad usage: --captions: 0, expected at least 1");
        assertThat(run.code()).isEqualTo(2);
    }
}
