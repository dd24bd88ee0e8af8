package dev.diptych.cli.evaluate;

import dev.diptych.contrastive.validation.ClassificationConfig;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say where labelled images and the names of their classes are. */
final class LabelledOptions {
    @Option(
            names = "--data",
            paramLabel = "DATA",
            required = true,
            description =
                    "Images with labels: a folder with one for each class; WebDataset shards with .cls, alone or in"
                            + " CLIP_benchmark's layout; a .csv or .tsv; a folder of files in IDX, or one of images.")
    private String data = "";

    @Option(
            names = "--dataset",
            paramLabel = "NAME",
            description = "The data's name in results (default: where it is), and in lists of several data sets.")
    private @Nullable String dataset;

    @Option(
            names = "--split",
            paramLabel = "NAME",
            description =
                    "Which part, of data that has several (default: ${DEFAULT-VALUE}): a folder in it, or a part of"
                            + " IDX files' names; t10k is test.")
    private String split = ClassificationConfig.SPLIT;

    @Option(
            names = "--classes",
            paramLabel = "NAME|FILE",
            description =
                    "The names of the classes, label 0 first: cifar10, cifar100, fashion-mnist, mnist, a file with"
                            + " one a line, or CLIP_benchmark's JSON (default: classnames.txt by the data, or the labels).")
    private @Nullable String classes;

    @Option(
            names = "--templates",
            paramLabel = "NAME|FILE",
            description = "What makes captions of names: photo, imagenet-80, imagenet-7, cifar, mnist, siglip, name, a"
                    + " file with one a line, or CLIP_benchmark's JSON (default:"
                    + " zeroshot_classification_templates.txt by the data, or photo).")
    private @Nullable String templates;

    @Option(
            names = "--image-key",
            paramLabel = "COLUMN",
            description = "A table's column of paths (default: ${DEFAULT-VALUE}).")
    private String imageKey = ClassificationConfig.IMAGE_KEY;

    @Option(
            names = "--label-key",
            paramLabel = "COLUMN",
            description = "A table's column of labels (default: ${DEFAULT-VALUE}).")
    private String labelKey = ClassificationConfig.LABEL_KEY;

    @Option(
            names = "--label-separator",
            paramLabel = "TEXT",
            description = "Between the labels of an image that may have several, or none.")
    private String labelSeparator = "";

    ClassificationConfig config() {
        return new ClassificationConfig(
                data,
                Optional.ofNullable(dataset),
                split,
                Optional.ofNullable(classes),
                Optional.ofNullable(templates),
                imageKey,
                labelKey,
                labelSeparator);
    }
}
