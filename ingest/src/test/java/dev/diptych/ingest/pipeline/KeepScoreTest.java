package dev.diptych.ingest.pipeline;

import static dev.diptych.ingest.Fixtures.noise;
import static dev.diptych.ingest.Fixtures.tar;
import static dev.diptych.ingest.Fixtures.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.config.ConfigException;
import dev.diptych.config.ConfigFile;
import dev.diptych.ingest.manifest.DropReason;
import dev.diptych.ingest.output.OutputFolder;
import dev.diptych.ingest.pipeline.config.IngestConfig;
import dev.diptych.ingest.pipeline.write.IncrementalMode;
import dev.diptych.ingest.pipeline.write.IngestReport;
import dev.diptych.ingest.score.ScoreFileWriter;
import dev.diptych.ingest.shard.Sample;
import dev.diptych.ingest.shard.SampleMetadata;
import dev.diptych.ingest.shard.ShardReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shards that were scored are filtered by their scores. */
class KeepScoreTest {
    private static final int SAMPLES = 10;

    @TempDir
    private Path scratch;

    private Path data = Path.of("");

    /** Two shards of ten; the scores of the first are 0.00 to 0.09, those of the second 0.10 to 0.19 but for one without. */
    @BeforeEach
    void writeScoredShards() throws IOException {
        data = Files.createDirectories(scratch.resolve("data"));
        Files.createDirectory(data.resolve("scores"));
        for (int s = 0; s < 2; s++) {
            Map<String, byte[]> members = new LinkedHashMap<>();
            try (ScoreFileWriter scores = new ScoreFileWriter(data.resolve("scores/0000" + s + ".parquet"))) {
                for (int i = 0; i < SAMPLES; i++) {
                    String key = (s == 0 ? "./" : "") + "a/k" + i; // as tar makes them of a whole folder
                    members.put(key + ".png", noise(12, 100 * s + i));
                    members.put(key + ".txt", text("caption " + (SAMPLES * s + i)));
                    if (s == 1 && i == 4) {
                        scores.addUnscored(key, "no image");
                    } else {
                        float score = (SAMPLES * s + i) / 100f;
                        scores.add(key, null, List.of("caption " + (SAMPLES * s + i)), new float[] {score});
                    }
                }
                scores.finish();
            }
            Files.write(data.resolve("0000" + s + ".tar"), tar(members));
        }
    }

    private IngestConfig config(String yaml) {
        return ConfigFile.parse("i.yaml", yaml).as(root -> IngestConfig.from(root, scratch));
    }

    private IngestReport run(String yaml, String output) {
        return run(yaml, output, new ArrayList<>());
    }

    private IngestReport run(String yaml, String output, List<String> notes) {
        IngestProgress progress = new IngestProgress() {
            @Override
            public void update(At at) {}

            @Override
            public void note(String line) {
                notes.add(line);
            }
        };
        return Ingest.run(config(yaml), scratch.resolve(output), IncrementalMode.INCREMENTAL, progress, 2);
    }

    private List<String> captions(String output) {
        List<String> captions = new ArrayList<>();
        try (ShardReader shard = ShardReader.open(scratch.resolve(output + "/00000.tar"))) {
            for (Sample sample = shard.next(); sample != null; sample = shard.next()) {
                captions.addAll(SampleMetadata.of(sample).captions());
            }
        }
        return captions;
    }

    @Test
    void keepsScoresFromTheThresholdOnInTheirOrder() {
        IngestReport report = run("sources: [{archive: data}]\nkeep_score: '>=0.12'\n", "least");

        assertThat(captions("least"))
                .containsExactly(
                        "caption 12",
                        "caption 13",
                        "caption 15",
                        "caption 16",
                        "caption 17",
                        "caption 18",
                        "caption 19");
        assertThat(report.dropped()).isEqualTo(Map.of(DropReason.LOW_SCORE, 12L, DropReason.NO_SCORE, 1L));
    }

    @Test
    void keepsTheTopShareOfAllShards() {
        List<String> notes = new ArrayList<>();
        run("sources: [{archive: 'data/{00000..00001}.tar'}]\nkeep_score: top 50%\n", "top", notes);

        assertThat(captions("top")).hasSize(9).startsWith("caption 10"); // of 19, the best 9
        assertThat(notes).containsExactly("keep_score top 50%: threshold 0.1, 9 of 19 scores are at least that");
    }

    @Test
    void findsTheFirstShardsKeysThoughTheyBeginWithADot() {
        run("sources: [{archive: data/00000.tar}]\nkeep_score: '>=0.08'\n", "dot");

        assertThat(captions("dot")).containsExactly("caption 8", "caption 9");
    }

    @Test
    void manifestAndReportTellTheScores() throws IOException {
        run("sources: [{archive: data}]\nkeep_score: '>=0.12'\n", "told");

        assertThat(Files.readString(scratch.resolve("told/manifest.jsonl")))
                .contains("\"key\":\"00001.tar/a/k2\",\"score\":0.12,\"concept\"")
                .contains(
                        "\"key\":\"00001.tar/a/k1\",\"score\":0.11,\"split\":\"train\",\"error_message\":\"score 0.11,"
                                + " expected at least 0.12\"")
                .contains("\"error_message\":\"no score, expected one in its shard's score file\"");
        assertThat(Files.readString(scratch.resolve("told/report.html")))
                .contains("&gt;=0.12: threshold 0.12, 7 of 19 scores are at least that.")
                .contains("Just kept", "0.1200 · caption 12", "Just left out", "0.1100 · caption 11")
                .contains("0.1 to 0.15: 4")
                .contains("6 of 12</small>");
    }

    @Test
    void endsWithTheSameBytesWhereItWasCut() throws IOException {
        String yaml = "sources: [{archive: data}]\nkeep_score: top 70%\noutput: {number_sample_per_shard: 3}\n";
        run(yaml, "whole");
        for (int cut : List.of(5, 15, 30)) {
            int[] steps = new int[1];
            OutputFolder folder = new OutputFolder(scratch.resolve("cut" + cut), step -> {
                if (steps[0]++ == cut) {
                    throw new IllegalStateException("cut");
                }
            });
            assertThatThrownBy(
                            () -> Ingest.run(config(yaml), folder, IncrementalMode.INCREMENTAL, IngestProgress.NONE, 2))
                    .hasMessage("cut");
            run(yaml, "cut" + cut);

            for (String file : List.of("manifest.jsonl", "00000.tar", "00002.tar", "report.html", "stats.json")) {
                assertThat(scratch.resolve("cut" + cut + "/" + file))
                        .as("%s, cut before step %d", file, cut)
                        .hasSameBinaryContentAs(scratch.resolve("whole/" + file));
            }
        }
    }

    @Test
    void otherScoresAreAnotherRun() throws IOException {
        String yaml = "sources: [{archive: data/00001.tar}]\nkeep_score: top 50%\n";
        run(yaml, "again");
        Files.copy(data.resolve("scores/00000.parquet"), data.resolve("scores/00009.parquet"));

        assertThatThrownBy(() -> run(yaml, "again")).hasMessageContaining("write failed: " + scratch.resolve("again"));
    }

    @Test
    void readsAnotherProgramsColumn() {
        assertThatThrownBy(() -> run(
                        "sources: [{archive: data}]\nkeep_score: top 50%\nscore_column: clip_l14_similarity_score\n",
                        "l14"))
                .hasMessage("read failed: " + data.resolve("scores/00000.parquet") + ": no column"
                        + " 'clip_l14_similarity_score' among [key, uid, caption, similarity_score, similarity_scores,"
                        + " error_message], expected a score file's");
    }

    @Test
    void rejectsAShardWithoutScores() throws IOException {
        Files.delete(data.resolve("scores/00001.parquet"));

        assertThatThrownBy(() -> run("sources: [{archive: data}]\nkeep_score: top 50%\n", "none"))
                .hasMessage("read failed: " + data.resolve("scores/00001.parquet")
                        + ": no such file, expected a score file; diptych score writes it");
        assertThat(scratch.resolve("none")).doesNotExist();
    }

    @Test
    void rejectsASourceThatIsNoShard() throws IOException {
        Path pictures = Files.createDirectory(scratch.resolve("pictures"));

        assertThatThrownBy(() -> run("sources: [{archive: pictures}]\nkeep_score: top 50%\n", "none"))
                .hasMessage("read failed: " + pictures
                        + ": no shard, expected shards with their scores, as keep_score asks");
    }

    @Test
    void rejectsWhatSaysNothingWithoutARule() {
        assertThatThrownBy(() -> config("sources: [{archive: data}]\nscores: s\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("i.yaml:2: scores: 's', expected none without keep_score");
        assertThatThrownBy(() -> config("sources: [{archive: data}]\nkeep_score: '0.3'\n"))
                .hasMessageContaining("i.yaml:2: keep_score: '0.3', expected >=0.28, or top 30%");
    }
}
