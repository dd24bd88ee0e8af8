package dev.diptych.eval.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.eval.classify.SingleLabel;
import dev.diptych.eval.report.ResultsJson;
import dev.diptych.eval.retrieval.Matches;
import dev.diptych.eval.retrieval.Ranks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFolderTest {
    private static final Map<String, String> MADE_OF = Map.of("model", "3f", "set", "toys");
    private static final SingleLabel PREDICTIONS = new SingleLabel(
            2, new int[] {0, 1, 1}, new int[] {0, 0, 1}, new int[] {1, 2, 1}, new double[] {0.9, 0.6, 0.7});
    private static final ImageClasses IMAGES = new ImageClasses(List.of("red fox", "box"), PREDICTIONS, "lp_");

    @TempDir
    private Path suite;

    private ResultFolder folder = new ResultFolder(Path.of(""), "", "");

    @BeforeEach
    void begin() throws IOException {
        folder = new ResultFolder(suite, "p1", "toys");
        folder.begin();
    }

    @Test
    void readsWhatImagesWereTakenFor() throws IOException {
        SuiteResult result = result(IMAGES);
        write(result);
        SuiteResult read = folder.read(MADE_OF).orElseThrow();
        assertThat(read.scores()).isEqualTo(result.scores());
        ImageClasses images = (ImageClasses) read.outcomes().orElseThrow();
        assertThat(images.isOfSameItems(IMAGES)).isTrue();
        assertThat(images.predictions().confusion()).isDeepEqualTo(PREDICTIONS.confusion());
        assertThat(images.predictions().ranks()).containsExactly(1, 2, 1);
        assertThat(images.predictions().confidences()).containsExactly(PREDICTIONS.confidences(), within(1e-7));
    }

    @Test
    void readsRanks() throws IOException {
        Matches matches = Matches.of(2, 3, new int[] {0, 1, 1});
        write(result(new PairRanks(new Ranks(new int[] {1, 3}, new int[] {2, 1, 1}, matches))));
        PairRanks read =
                (PairRanks) folder.read(MADE_OF).orElseThrow().outcomes().orElseThrow();
        Ranks ranks = read.ranks();
        assertThat(ranks.ofImages()).containsExactly(1, 3);
        assertThat(ranks.ofTexts()).containsExactly(2, 1, 1);
        assertThat(ranks.matches().imageOfText()).containsExactly(0, 1, 1);
    }

    @Test
    void doesNotTakeWhatSomethingElseMade() throws IOException {
        write(result(IMAGES));
        assertThat(folder.read(Map.of("model", "40", "set", "toys"))).isEmpty();
        folder.begin();
        assertThat(folder.read(MADE_OF)).as("begun anew").isEmpty();
    }

    @Test
    void doesNotTakeDamagedFiles() throws IOException {
        write(result(IMAGES));
        Path outcomes = suite.resolve("p1/toys/outcomes.json");
        String json = Files.readString(outcomes);
        Files.writeString(outcomes, json.replace("\"rank\":[1,2,1]", "\"rank\":[1,2]"));
        assertThat(folder.read(MADE_OF)).isEmpty();
        Files.writeString(outcomes, json.replace("\"confidence\":[0.9,", "\"confidence\":[-0.9,"));
        assertThat(folder.read(MADE_OF)).isEmpty();
        Files.writeString(outcomes, json.substring(0, json.length() / 2));
        assertThat(folder.read(MADE_OF)).isEmpty();
    }

    private void write(SuiteResult result) throws IOException {
        folder.write(new ResultsJson("toys", "p1", "runs/p1", "zeroshot_classification", Map.of(), "en"), result);
    }

    private static SuiteResult result(Outcomes outcomes) {
        return new SuiteResult(
                MADE_OF,
                Score.of(outcomes.images(), outcomes.statistics(), PREDICTIONS.chance()),
                Optional.of(outcomes));
    }
}
