package dev.diptych.contrastive.validation;

import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.text.tokenizer.Tokenizer;
import dev.diptych.vision.preprocess.Preprocessing;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Scores a model while it is trained: it reads the model between two steps, and changes nothing of it. */
public interface Validation extends AutoCloseable {
    /** Scores nothing. */
    Validation NONE = (step, last, stop) -> Optional.empty();

    /**
     * What is trained.
     *
     * @param perEpoch steps of an epoch
     */
    record Subject(ClipModel model, Preprocessing preprocessing, Tokenizer tokenizer, int perEpoch) {}

    /**
     * The model's scores after a step, by name; nothing where they are not due, or {@code stop} gave them up.
     *
     * @param last whether it is the run's last step
     */
    Optional<Map<String, Double>> after(long step, boolean last, BooleanSupplier stop) throws InterruptedException;

    @Override
    default void close() {}
}
