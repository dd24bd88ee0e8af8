package dev.diptych.cli.curate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.cli.CommandRun;
import dev.diptych.cli.model.SmallModel;
import dev.diptych.image.RgbImage;
import dev.diptych.image.codec.ImageEncoder;
import dev.diptych.ingest.tar.TarWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreCommandTest {
    @TempDir
    private Path folder;

    private Path model = Path.of("");
    private Path data = Path.of("");

    @BeforeEach
    void writeAModelAndAShard() throws IOException {
        model = Files.createDirectory(folder.resolve("model"));
        SmallModel.write(model);
        data = Files.createDirectory(folder.resolve("data"));
        try (OutputStream out = Files.newOutputStream(data.resolve("00000.tar"));
                TarWriter tar = new TarWriter(out)) {
            for (int i = 0; i < 10; i++) {
                tar.add(i + ".png", ImageEncoder.png(RgbImage.filled(16, 16, 0x102030 * i)));
                tar.add(i + ".txt", ("red " + "fox ".repeat(i % 4)).getBytes(UTF_8));
            }
            tar.add("bad.png", "no image".getBytes(UTF_8));
            tar.add("bad.txt", "red".getBytes(UTF_8));
        }
    }

    @Test
    void whatItScoresIngestFiltersBy() {
        CommandRun scored = CommandRun.of("score", data, "--model", model, "--around", "top 20%");

        assertThat(scored.code()).as(scored.err()).isZero();
        assertThat(scored.out())
                .startsWith(data.resolve("scores") + ": 10 pairs scored in 1 file\nmean ")
                .containsPattern("top 20%: threshold -?0\\.\\d+, 2 of 10 scores are at least that\n")
                .endsWith(data.resolve("scores/scores.html") + "\n");
        assertThat(scored.err()).contains("left out: decode failed: bad at byte 0: ");
        assertThat(data.resolve("scores/scores.html"))
                .content()
                .contains("Just kept", "Just left out", "Best", "Worst");

        Path output = folder.resolve("curated");
        CommandRun ingested = CommandRun.of("ingest", data, "--keep-score", "top 20%", "--output", output);
        assertThat(ingested.code()).as(ingested.err()).isZero();
        assertThat(ingested.out())
                .startsWith(output + ": 2 images with ")
                .contains("left out 8: low_score\n", "left out 1: no_score\n");
        assertThat(ingested.err()).contains("keep_score top 20%: threshold ");
    }

    @Test
    void rejectsARuleThatIsNone() {
        CommandRun run = CommandRun.of("score", data, "--model", model, "--around", "0.3");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--around: '0.3', expected >=0.28, or top 30%");
    }
}
