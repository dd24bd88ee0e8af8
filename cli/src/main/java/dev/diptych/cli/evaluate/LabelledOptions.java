package dev.diptych.cli.evaluate;

import dev.diptych.cli.progress.Counted;
import dev.diptych.cli.session.Session;
import dev.diptych.contrastive.validation.ClassificationConfig;
import dev.diptych.eval.labelled.LabelledImages;
import dev.diptych.eval.labelled.LabelledSpec;
import dev.diptych.text.prompt.ClassNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say where labelled images and the names of their classes are. */
final class LabelledOptions {
    private static final int SHOWN = 5;

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
            names = "--image-key",
            paramLabel = "COLUMN",
            description = "A table's column of paths (default: ${DEFAULT-VALUE}).")
    private String imageKey = ClassificationConfig.IMAGE_KEY;

    @Option(
            names = "--label-key",
            paramLabel = "COLUMN",
            description = "A table's column of labels (default: ${DEFAULT-VALUE}).")
    private String labelKey = ClassificationConfig.LABEL_KEY;

    /** Says the first of the images that are left out, and how many there are, to be put behind what is done with the others. */
    static String leftOut(LabelledImages images, Session session) {
        List<String> lines = images.leftOut();
        lines.stream().limit(SHOWN).forEach(line -> session.note("left out: " + line));
        return lines.isEmpty() ? "" : ", " + Counted.of(lines.size(), "other") + " left out";
    }

    String data() {
        return data;
    }

    /** The data's name in results. */
    String dataset() {
        return dataset == null ? data : dataset;
    }

    /** The names of the classes that were asked for. */
    Optional<ClassNames> classNames(Path lists) throws IOException {
        return classes == null
                ? Optional.empty()
                : Optional.of(ClassNames.open(classes, lists.resolve("classes"), dataset == null ? "" : dataset));
    }

    /** Where the data lies, of which each image has one label. */
    LabelledSpec spec() {
        return spec(data, split);
    }

    /** Where other data of the same kind lies. */
    LabelledSpec spec(String otherData, String otherSplit) {
        return new LabelledSpec(otherData, otherSplit, imageKey, labelKey, "");
    }

    ClassificationConfig config(Optional<String> templates, String labelSeparator) {
        return new ClassificationConfig(
                data,
                Optional.ofNullable(dataset),
                split,
                Optional.ofNullable(classes),
                templates,
                imageKey,
                labelKey,
                labelSeparator);
    }
}
