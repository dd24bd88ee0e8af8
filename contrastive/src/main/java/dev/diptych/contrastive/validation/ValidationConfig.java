package dev.diptych.contrastive.validation;

import dev.diptych.contrastive.data.source.SourceOptions;
import java.util.List;
import java.util.Optional;

/**
 * On what a model is scored while it is trained, and when; the last step of a run is always followed by it.
 *
 * @param data the pairs to retrieve, as {@code SampleSources} takes them; empty for none
 * @param source how they are read
 * @param captions which of an image's captions are its texts
 * @param everyEpochs epochs between two; 0: not by epochs
 * @param everySteps steps between two; 0: not by steps
 * @param best the score by which the best checkpoint is kept, one of {@link #SCORES} or {@link
 *     ClassificationConfig#SCORES}; empty for none
 * @param classification the labelled images to classify; empty for none
 */
public record ValidationConfig(
        String data,
        SourceOptions source,
        CaptionUse captions,
        int everyEpochs,
        int everySteps,
        Optional<String> best,
        Optional<ClassificationConfig> classification) {
    /** open_clip's names of retrieval's scores. */
    public static final List<String> SCORES = List.of(
            "image_to_text_R@1",
            "image_to_text_R@5",
            "image_to_text_R@10",
            "image_to_text_mean_rank",
            "image_to_text_median_rank",
            "text_to_image_R@1",
            "text_to_image_R@5",
            "text_to_image_R@10",
            "text_to_image_mean_rank",
            "text_to_image_median_rank");

    /** With retrieval alone, by each caption. */
    public ValidationConfig(String data, SourceOptions source, int everyEpochs, int everySteps, Optional<String> best) {
        this(data, source, CaptionUse.EACH, everyEpochs, everySteps, best, Optional.empty());
    }

    /** Whether scores are due after a step. */
    public boolean isDue(long step, int perEpoch, boolean last) {
        return last
                || (everySteps > 0 && step % everySteps == 0)
                || (everyEpochs > 0 && step % ((long) everyEpochs * perEpoch) == 0);
    }
}
