package dev.diptych.contrastive.step;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The pairs of one step, a micro-batch at a time. A step takes the micro-batches in their order, and all of them as
 * often as its {@linkplain TrainingStep#passes passes} say.
 */
@FunctionalInterface
public interface StepInput {
    /**
     * The micro-batch of this number, from 0; its arrays may be written anew once the next is asked for.
     *
     * @throws InterruptedException if the thread is interrupted as it waits for it
     */
    Batch part(int number) throws InterruptedException;

    /** A whole step's pairs, cut into micro-batches. */
    static StepInput of(Batch whole, int parts) {
        if (parts == 1) {
            return number -> whole;
        }
        List<Batch> cut = IntStream.range(0, parts)
                .mapToObj(number -> whole.part(number, parts))
                .toList();
        return cut::get;
    }
}
