package dev.diptych.eval.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against Python 3.11's {@code csv.DictWriter} of rows as CLIP_benchmark's {@code build} has them: {@code benchmark.csv}, its ends of lines aside. */
class BenchmarkCsvTest {
    private static final Path FILES = Path.of("src/test/resources/dev/diptych/eval/suite");

    @TempDir
    private Path folder;

    @Test
    void writesTheTableOfClipBenchmark() throws IOException {
        Path file = folder.resolve("benchmark.csv");
        BenchmarkCsv.write(List.of(FILES.resolve("classified.json"), FILES.resolve("found.json")), file);
        String expected = Files.readString(FILES.resolve("benchmark.csv")).replace("\n", "\r\n");
        assertThat(Files.readString(file)).isEqualTo(expected);
    }
}
