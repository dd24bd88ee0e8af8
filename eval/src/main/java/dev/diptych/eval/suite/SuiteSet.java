package dev.diptych.eval.suite;

import dev.diptych.config.Section;
import dev.diptych.contrastive.validation.ClassificationConfig;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One set of a suite: data, and what a model is to do with it. Its text tells sets apart. */
public sealed interface SuiteSet {
    /** What it is called in results; the name of a folder. */
    String name();

    /** Images to classify by the names of their classes. */
    record Classification(String name, ClassificationConfig config) implements SuiteSet {}

    /**
     * Images and texts to find by each other.
     *
     * @param data as {@code SampleSources} takes it
     */
    record Retrieval(String name, String data) implements SuiteSet {}

    /** Reads one entry of {@code sets}. */
    static SuiteSet read(Section section) {
        String name = section.string("name");
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            section.reject("name", "letters, digits and . _ -, the first a letter or digit");
        }
        Optional<Section> classify = section.optionalSection("classify");
        Optional<Section> retrieval = section.optionalSection("retrieval");
        List<SuiteSet> asked = Stream.of(
                        classify.map(each -> (SuiteSet) new Classification(name, ClassificationConfig.read(each))),
                        retrieval.map(each -> (SuiteSet) new Retrieval(name, each.string("data"))))
                .flatMap(Optional::stream)
                .toList();
        if (asked.size() != 1) {
            section.reject("name", "one of classify and retrieval beside it");
            return new Retrieval(name, "");
        }
        return asked.get(0);
    }
}
