package dev.diptych.eval.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.image.RgbImage;
import dev.diptych.image.codec.ImageEncoder;
import dev.diptych.ingest.score.KeepRule;
import dev.diptych.ingest.score.KeepScore;
import dev.diptych.ingest.score.ScoreFile;
import dev.diptych.ingest.score.ScoreFileWriter;
import dev.diptych.ingest.score.ScoreFiles;
import dev.diptych.ingest.score.ScoredPair;
import dev.diptych.ingest.tar.TarWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreSummaryTest {
    @TempDir
    private Path folder;

    /** 100 pairs with the scores 0.00 to 0.99, in two shards, and one without. */
    private ScoreFiles scores(String rule) throws IOException {
        List<Path> shards = new ArrayList<>();
        Files.createDirectory(folder.resolve(ScoreFile.FOLDER));
        KeepScore keep = new KeepScore(KeepRule.parse(rule), ScoreFile.SCORE, null);
        for (int s = 0; s < 2; s++) {
            Path shard = folder.resolve("0000" + s + ".tar");
            shards.add(shard);
            try (OutputStream out = Files.newOutputStream(shard);
                    TarWriter tar = new TarWriter(out);
                    ScoreFileWriter file = new ScoreFileWriter(keep.file(shard))) {
                for (int i = 0; i < 50; i++) {
                    int score = 37 * (50 * s + i) % 100;
                    tar.add("key" + i + ".png", ImageEncoder.png(RgbImage.filled(2, 2, 1000 * i)));
                    file.add("key" + i, null, List.of("worse", "pair " + score), new float[] {-1, score / 100f});
                }
                file.addUnscored("broken", "no image");
                file.finish();
            }
        }
        return new ScoreFiles(shards, keep);
    }

    private static List<String> captions(List<ScoredPair> pairs) {
        return pairs.stream().map(pair -> pair.sample().caption()).toList();
    }

    @Test
    void countsAndOrdersAllShards() throws IOException {
        ScoreSummary summary = ScoreSummary.of(scores("top 30%"));

        assertThat(summary.cut().count()).isEqualTo(100);
        assertThat(summary.mean()).isCloseTo(0.495, within(1e-6)); // float scores
        assertThat(summary.cut().threshold()).isEqualTo(0.7f);
        assertThat(summary.cut().kept()).isEqualTo(30);
        assertThat(captions(summary.best())).startsWith("pair 99", "pair 98").hasSize(12);
        assertThat(captions(summary.cut().above())).startsWith("pair 70", "pair 71");
        assertThat(captions(summary.cut().below())).startsWith("pair 69", "pair 68");
        assertThat(captions(summary.worst())).startsWith("pair 0", "pair 1");
        assertThat(summary.worst().get(0).sample().key()).isEqualTo("key0");
    }

    @Test
    void linesSayQuantilesByTheNearestRankAndBinsOfRoundNumbers() throws IOException {
        List<String> lines = ScoreText.lines(ScoreSummary.of(scores("top 30%")));

        assertThat(lines)
                .startsWith(
                        "mean      0.4950",
                        "least     0.0000",
                        "p1        0.0000",
                        "p5        0.0400",
                        "p25       0.2400")
                .contains("median    0.4900", "most      0.9900")
                .contains(">    0.7         10 " + "#".repeat(50))
                .contains("     0.9         10 " + "#".repeat(50))
                .hasSize(20);
    }

    @Test
    void pageShowsThePairs() throws IOException {
        ScoreSummary summary = ScoreSummary.of(scores(">=0.5"));
        Path page = folder.resolve("scores.html");

        ScorePage.write(summary, "shards", "", "", page);

        assertThat(Files.readString(page))
                .contains("0.9900 · pair 99", "0.5000 · pair 50", "0.4900 · pair 49", "0.0000 · pair 0")
                .contains("00001.tar!key")
                .contains("data:image/jpeg");
    }

    @Test
    void rejectsShardsWithoutScores() throws IOException {
        ScoreFiles scores = scores(">=0.5");
        Path missing = folder.resolve("00002.tar");
        ScoreFiles more = new ScoreFiles(List.of(missing), scores.keep());

        assertThatThrownBy(() -> ScoreSummary.of(more))
                .hasMessage("read failed: " + folder.resolve("scores/00002.parquet")
                        + ": no such file, expected a score file; diptych score writes it");
    }
}
