package dev.diptych.eval.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.config.ConfigException;
import dev.diptych.contrastive.validation.CaptionUse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuiteTest {
    @TempDir
    private Path folder;

    @Test
    void readsTheSuiteThatComesAlong() {
        Suite suite = Suite.read(Path.of("../configs/suites/quickstart.yaml"));
        assertThat(suite.sets()).extracting(SuiteSet::name).containsExactly("emoji", "fashion-mnist");
        assertThat(suite.sets().get(0))
                .isEqualTo(new SuiteSet.Retrieval(
                        "emoji",
                        "runs/quickstart/data/heldout",
                        Optional.empty(),
                        "test",
                        CaptionUse.JOINED,
                        List.of(1, 5, 10)));
        SuiteSet.Classification clothes = (SuiteSet.Classification) suite.sets().get(1);
        assertThat(clothes.config().classes()).contains("fashion-mnist");
        assertThat(clothes.config().split()).isEqualTo("test");
    }

    @Test
    void saysAllThatIsWrongWithALine() {
        assertThat(problems("""
                sets:
                  - name: a/b
                    retrieval: {data: x}
                  - name: both
                    retrieval: {data: x}
                    classify: {data: x}
                  - name: Both
                    classify: {data: x, clases: y}
                  - name: none
                """))
                .containsExactly(
                        "suite.yaml:2: sets[0].name: 'a/b', expected letters, digits and . _ -, the first a letter or digit",
                        "suite.yaml:4: sets[1].name: 'both', expected one of classify and retrieval beside it",
                        "suite.yaml:7: sets[2].name: 'Both', expected another name than that of a set before, in any case",
                        "suite.yaml:8: sets[2].classify.clases: unknown key, expected one of data, dataset, split,"
                                + " classes, templates, image_key, label_key, label_separator; did you mean classes?",
                        "suite.yaml:9: sets[3].name: 'none', expected one of classify and retrieval beside it");
    }

    @Test
    void refusesASuiteOfNothing() {
        assertThat(problems("set: []\n"))
                .containsExactlyInAnyOrder(
                        "suite.yaml:1: sets: missing, expected a list of at least one set",
                        "suite.yaml:1: set: unknown key, expected one of sets; did you mean sets?");
    }

    private Iterable<String> problems(String yaml) {
        Path file = folder.resolve("suite.yaml");
        try {
            Files.writeString(file, yaml);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        try {
            Suite.read(file);
        } catch (ConfigException e) {
            return e.problems().stream()
                    .map(line -> line.replace(folder + "/", ""))
                    .toList();
        }
        throw new AssertionError("no problem");
    }
}
