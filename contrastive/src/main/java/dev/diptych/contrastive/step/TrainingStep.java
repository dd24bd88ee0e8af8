package dev.diptych.contrastive.step;

import dev.diptych.nn.program.Program;
import java.util.List;

/** A recorded forward and backward pass at a fixed batch size and caption length. */
public sealed interface TrainingStep permits WholeStep, AccumulatedStep, SharedStep {
    /**
     * Runs the step: afterwards the gradients and the loss are those of its pairs. It may return before the device is done.
     *
     * @param groups int32 [B], receives those of the pairs
     * @throws InterruptedException if the thread is interrupted as it waits for the input
     */
    void run(StepInput input, int[] groups) throws InterruptedException;

    /**
     * Tells the images of the run after the next, so that they can be brought in while the next computes. A hint: the array
     * must stay as it is until that run.
     */
    default void expect(float[] pixels) {}

    /** How often a step asks its input for each micro-batch, in rounds over all of them. */
    default int passes() {
        return 1;
    }

    /** What one step runs, in that order; a program stands there as often as it runs. */
    List<Program> programs();

    /** Floating-point operations that the model's gradients take: what is computed twice to save memory counts once. */
    long flops();

    /** Floating-point operations of one step as it runs. */
    default long executedFlops() {
        return programs().stream().mapToLong(Program::executedFlops).sum();
    }

    /** Bytes that the activations take; the programs share them. */
    default long activationBytes() {
        return programs().stream().mapToLong(Program::activationBytes).max().orElse(0);
    }

    /** Bytes that the activations of one program would take if none shared, of the one that would need most. */
    default long unsharedActivationBytes() {
        return programs().stream()
                .mapToLong(Program::unsharedActivationBytes)
                .max()
                .orElse(0);
    }
}
