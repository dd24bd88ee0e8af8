package dev.diptych.eval.labelled;

import dev.diptych.text.prompt.ClassNames;
import dev.diptych.text.prompt.PromptTemplates;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Images with labels, as often as is asked for. What is held in memory is where they lie and their labels. */
public interface LabelledImages {
    /** The labels of all images, in their order. */
    Labels labels();

    /** Hands over the images, in their order. */
    void read(Consumer<LabelledImage> taker);

    /** What was left out when the images were listed, a line each. */
    List<String> leftOut();

    /** The names of the classes by their numbers, where the data has a file of them. */
    default Optional<ClassNames> classNames() {
        return Optional.empty();
    }

    /** The templates that come with the data. */
    default Optional<PromptTemplates> templates() {
        return Optional.empty();
    }
}
