package dev.diptych.eval.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.config.ConfigException;
import dev.diptych.contrastive.validation.CaptionUse;
import dev.diptych.eval.labelled.LabelledSpec;
import dev.diptych.eval.probe.ProbeOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
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
    void readsAProbeWithTheDefaultsOfItsCommand() throws IOException {
        Path file = Files.writeString(folder.resolve("probe.yaml"), """
                sets:
                  - {name: plain, probe: {data: clothes}}
                  - {name: few, probe: {data: b, train: a, classes: c.txt, split: val, fewshot_k: 16, seed: 3, c: 0.5}}
                """);
        List<SuiteSet> sets = Suite.read(file).sets();
        assertThat(sets.get(0))
                .isEqualTo(new SuiteSet.Probe(
                        "plain",
                        Optional.empty(),
                        Optional.empty(),
                        new LabelledSpec("clothes", "train", "filepath", "label", ""),
                        LabelledSpec.of("clothes"),
                        0,
                        0,
                        0,
                        0.2));
        SuiteSet.Probe few = (SuiteSet.Probe) sets.get(1);
        assertThat(few.train().data()).isEqualTo("a");
        assertThat(few.test()).isEqualTo(new LabelledSpec("b", "val", "filepath", "label", ""));
        assertThat(few.options(2)).isEqualTo(new ProbeOptions(OptionalDouble.of(0.5), 16, List.of(3L), 0.2, 2));
        assertThat(((SuiteSet.Probe) sets.get(0)).options(1).c()).isEmpty();
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
                        "suite.yaml:4: sets[1].name: 'both', expected one of classify, retrieval and probe beside it",
                        "suite.yaml:7: sets[2].name: 'Both', expected another name than that of a set before, in any case",
                        "suite.yaml:8: sets[2].classify.clases: unknown key, expected one of data, dataset, split,"
                                + " classes, templates, image_key, label_key, label_separator; did you mean classes?",
                        "suite.yaml:9: sets[3].name: 'none', expected one of classify, retrieval and probe beside it");
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
