package dev.diptych.contrastive.validation;

import dev.diptych.config.Section;
import java.util.List;
import java.util.Optional;

/**
 * On which labelled images a model is scored by zero-shot classification.
 *
 * @param data a folder, shards, a table or files in IDX
 * @param dataset its name in results, and in lists that are of several; empty for the data's place
 * @param split which part of the data
 * @param classes the names of the classes: a file, or the name of one that comes along; empty for those beside the data
 * @param templates that make captions of them, likewise
 * @param imageKey a table's column of paths
 * @param labelKey a table's column of labels
 * @param labelSeparator between several labels of an image in a table; empty where each has one
 */
public record ClassificationConfig(
        String data,
        Optional<String> dataset,
        String split,
        Optional<String> classes,
        Optional<String> templates,
        String imageKey,
        String labelKey,
        String labelSeparator) {
    /** CLIP_benchmark's names of the scores, behind what tells them from those of retrieval. */
    public static final List<String> SCORES = List.of(
            "zeroshot_acc1", "zeroshot_acc5", "zeroshot_mean_per_class_recall", "zeroshot_mean_average_precision");

    /** What is evaluated on where no split is named. */
    public static final String SPLIT = "test";

    /** A table's column of paths, where none is named. */
    public static final String IMAGE_KEY = "filepath";

    /** A table's column of labels, where none is named. */
    public static final String LABEL_KEY = "label";

    /** Reads the section of a configuration file that says it. */
    public static ClassificationConfig read(Section section) {
        return new ClassificationConfig(
                section.string("data"),
                section.optionalString("dataset"),
                section.string("split", SPLIT),
                section.optionalString("classes"),
                section.optionalString("templates"),
                section.string("image_key", IMAGE_KEY),
                section.string("label_key", LABEL_KEY),
                section.string("label_separator", ""));
    }
}
