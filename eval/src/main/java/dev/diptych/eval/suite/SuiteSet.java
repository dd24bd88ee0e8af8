package dev.diptych.eval.suite;

import dev.diptych.config.Section;
import dev.diptych.contrastive.validation.CaptionUse;
import dev.diptych.contrastive.validation.ClassificationConfig;
import dev.diptych.eval.retrieval.RetrievalIntervals;
import dev.diptych.eval.zeroshot.SplitSamples;
import java.util.List;
import java.util.Optional;

/** One set of a suite: data, and what a model is to do with it. Its text tells sets apart. */
public sealed interface SuiteSet {
    /** What it is called in results; the name of a folder. */
    String name();

    /** Images to classify by the names of their classes. */
    record Classification(String name, ClassificationConfig config) implements SuiteSet {}

    /**
     * Images and texts to find by each other.
     *
     * @param data as {@code SampleSources} takes it, or the folder that the paths of a file of splits begin in
     * @param splitFile Karpathy's splits
     * @param split which of them
     * @param captions what of an image's captions is a text
     * @param depths each k of CLIP_benchmark's recalls
     */
    record Retrieval(
            String name,
            String data,
            Optional<String> splitFile,
            String split,
            CaptionUse captions,
            List<Integer> depths)
            implements SuiteSet {
        public Retrieval {
            depths = List.copyOf(depths);
        }

        private static Retrieval read(String name, Section section) {
            return new Retrieval(
                    name,
                    section.string("data"),
                    section.optionalString("split_file"),
                    section.string("split", SplitSamples.TEST),
                    section.choice("captions", CaptionUse.EACH),
                    section.integers("recall_k", RetrievalIntervals.DEPTHS, 1, Integer.MAX_VALUE));
        }
    }

    /** Reads one entry of {@code sets}. */
    static SuiteSet read(Section section) {
        String name = section.string("name");
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            section.reject("name", "letters, digits and . _ -, the first a letter or digit");
        }
        Optional<Section> classify = section.optionalSection("classify");
        Optional<Section> retrieval = section.optionalSection("retrieval");
        Optional<SuiteSet> asked = classify.map(each -> new Classification(name, ClassificationConfig.read(each)));
        Optional<SuiteSet> found = retrieval.map(each -> Retrieval.read(name, each));
        if (asked.isPresent() == found.isPresent()) {
            section.reject("name", "one of classify and retrieval beside it");
        }
        return asked.or(() -> found)
                .orElseGet(() ->
                        new Retrieval(name, "", Optional.empty(), "", CaptionUse.EACH, RetrievalIntervals.DEPTHS));
    }
}
