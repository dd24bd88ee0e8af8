package dev.diptych.eval.suite;

import dev.diptych.config.Section;
import dev.diptych.contrastive.validation.CaptionUse;
import dev.diptych.contrastive.validation.ClassificationConfig;
import dev.diptych.eval.labelled.LabelledSpec;
import dev.diptych.eval.probe.ProbeOptions;
import dev.diptych.eval.retrieval.RetrievalIntervals;
import dev.diptych.eval.zeroshot.SplitSamples;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
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

    /**
     * Images to classify by a linear probe on the model's embeddings.
     *
     * @param dataset its name in lists of classes that are of several; empty for none
     * @param classes the names of the classes: a file, or the name of one that comes along; empty for those beside the data
     * @param train what to fit to
     * @param test what to score
     * @param c the weight of the cross-entropies; 0 where it is searched for
     * @param shots images of each class to fit to, or 0 for all
     * @param seed by which the shots and the part to choose c by are drawn
     * @param valProportion the share of that part
     */
    record Probe(
            String name,
            Optional<String> dataset,
            Optional<String> classes,
            LabelledSpec train,
            LabelledSpec test,
            double c,
            int shots,
            long seed,
            double valProportion)
            implements SuiteSet {
        private static final double LARGEST_C = 1e12;

        /** How to probe, by a number of threads. */
        public ProbeOptions options(int threads) {
            OptionalDouble given = c == 0 ? OptionalDouble.empty() : OptionalDouble.of(c);
            return new ProbeOptions(given, shots, List.of(seed), valProportion, threads);
        }

        private static Probe read(String name, Section section) {
            String data = section.string("data");
            String split = section.string("split", ClassificationConfig.SPLIT);
            String image = section.string("image_key", ClassificationConfig.IMAGE_KEY);
            String label = section.string("label_key", ClassificationConfig.LABEL_KEY);
            String train = section.string("train", data);
            return new Probe(
                    name,
                    section.optionalString("dataset"),
                    section.optionalString("classes"),
                    new LabelledSpec(train, section.string("train_split", LabelledSpec.TRAIN), image, label, ""),
                    new LabelledSpec(data, split, image, label, ""),
                    section.number("c", 0, Double.MIN_NORMAL, LARGEST_C),
                    Math.max(
                            0,
                            section.integer(
                                    "fewshot_k", ProbeOptions.ALL_SHOTS, ProbeOptions.ALL_SHOTS, Integer.MAX_VALUE)),
                    section.longInteger("seed", 0, Long.MIN_VALUE, Long.MAX_VALUE),
                    section.number("val_proportion", ProbeOptions.VAL_PROPORTION, 1e-6, 1 - 1e-6));
        }
    }

    /** Reads one entry of {@code sets}. */
    static SuiteSet read(Section section) {
        String name = section.string("name");
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            section.reject("name", "letters, digits and . _ -, the first a letter or digit");
        }
        List<SuiteSet> asked = Stream.of(
                        section.optionalSection("classify")
                                .<SuiteSet>map(each -> new Classification(name, ClassificationConfig.read(each))),
                        section.optionalSection("retrieval").<SuiteSet>map(each -> Retrieval.read(name, each)),
                        section.optionalSection("probe").<SuiteSet>map(each -> Probe.read(name, each)))
                .flatMap(Optional::stream)
                .toList();
        if (asked.size() != 1) {
            section.reject("name", "one of classify, retrieval and probe beside it");
            return new Retrieval(name, "", Optional.empty(), "", CaptionUse.EACH, RetrievalIntervals.DEPTHS);
        }
        return asked.get(0);
    }
}
