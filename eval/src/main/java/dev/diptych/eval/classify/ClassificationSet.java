package dev.diptych.eval.classify;

import dev.diptych.contrastive.validation.ClassificationConfig;
import dev.diptych.eval.labelled.LabelledImages;
import dev.diptych.eval.labelled.LabelledSources;
import dev.diptych.eval.labelled.LabelledSpec;
import dev.diptych.eval.labelled.Labels;
import dev.diptych.text.prompt.ClassNames;
import dev.diptych.text.prompt.PromptTemplates;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Labelled images with the names of their classes, and the templates that make captions of them.
 *
 * @param dataset its name in results
 * @param labels of the images, by the names
 */
public record ClassificationSet(
        String dataset, LabelledImages images, Labels labels, ClassNames names, PromptTemplates templates) {
    /** The templates of data that brings none. */
    public static final String TEMPLATES = "photo";

    /**
     * Opens the data and the lists that go with it: those that the configuration names, or else those beside the data, or else the
     * labels themselves and the template {@value #TEMPLATES}.
     *
     * @param bundled the folder {@code configs/zeroshot}
     * @throws dev.diptych.ingest.IngestException if the data cannot be used, or its labels do not fit the names
     * @throws dev.diptych.text.prompt.PromptException if a list cannot be used
     * @throws IllegalArgumentException if nothing names the classes
     */
    public static ClassificationSet open(ClassificationConfig config, Path bundled) throws IOException {
        LabelledImages images = LabelledSources.open(new LabelledSpec(
                config.data(), config.split(), config.imageKey(), config.labelKey(), config.labelSeparator()));
        ClassNames names = names(config, images, bundled.resolve("classes"));
        PromptTemplates templates = templates(config, images, bundled.resolve("templates"));
        Labels labels = images.labels().by(names, config.data());
        return new ClassificationSet(config.dataset().orElse(config.data()), images, labels, names, templates);
    }

    private static ClassNames names(ClassificationConfig config, LabelledImages images, Path folder)
            throws IOException {
        if (config.classes().isPresent()) {
            return ClassNames.open(
                    config.classes().get(), folder, config.dataset().orElse(""));
        }
        Optional<ClassNames> own = images.classNames();
        if (own.isEmpty() && images.labels().texts().isEmpty()) {
            throw new IllegalArgumentException("classify: " + config.data()
                    + ": labels that are numbers, expected the names of their classes beside them, or a list of them"
                    + " such as --classes fashion-mnist");
        }
        return own.orElseGet(() -> new ClassNames(config.data(), images.labels().texts()));
    }

    private static PromptTemplates templates(ClassificationConfig config, LabelledImages images, Path folder)
            throws IOException {
        if (config.templates().isEmpty() && images.templates().isPresent()) {
            return images.templates().get();
        }
        return PromptTemplates.open(
                config.templates().orElse(TEMPLATES), folder, config.dataset().orElse(""));
    }
}
