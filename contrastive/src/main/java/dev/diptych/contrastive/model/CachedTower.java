package dev.diptych.contrastive.model;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.program.Program;
import dev.diptych.nn.program.Tape;
import dev.diptych.nn.program.Workspace;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;
import java.util.function.Function;

/**
 * A tower that runs twice over each micro-batch: forward alone for its unit features, which are kept for the loss over
 * the whole batch, then with its gradient, seeded by the loss' gradient of those features.
 */
final class CachedTower {
    private final Engine engine;
    private final Program training;
    private final Program forward;
    private final Tensor features;
    private final Tensor seed;
    private final StepFeatures step;
    private final float[] host;

    /**
     * Records and compiles both passes.
     *
     * @param rows M, pairs in a micro-batch
     * @param step where the features of all micro-batches are kept
     * @param gradients what the second pass adds to
     * @param tower records the tower, up to float32 [M, D], not normalised
     */
    CachedTower(
            ClipModel model,
            int rows,
            StepFeatures step,
            Parameters.Block gradients,
            Workspace workspace,
            boolean checkpointing,
            Function<Tape, Tensor> tower) {
        this.engine = model.engine();
        this.step = step;
        int width = model.config().embedDim();
        Tape tape = Tape.accumulating(model.precision()).on(engine);
        if (checkpointing) {
            tape.checkpointBlocks();
        }
        model.takeGradients(tape, gradients);
        Tensor unit = ClipModel.normalize(tape, tower.apply(tape));
        this.seed = tape.input("feature gradient of a micro-batch", DType.FLOAT32, rows, width);
        tape.pass(unit, seed);
        tape.backward();
        this.training = Program.compile(tape, engine, workspace);

        Tape inference = Tape.inference(model.precision()).on(engine);
        this.features = ClipModel.normalize(inference, tower.apply(inference));
        this.forward = Program.compile(inference, engine, workspace);

        this.host = new float[rows * width];
    }

    /** Computes the features of the micro-batch that has been written, and keeps them. */
    void keep(int part) {
        forward.run();
        engine.read(features, host);
        engine.write(step.part(part), host);
    }

    /** Adds the gradients of the micro-batch that has been written. */
    void carry(int part) {
        engine.read(step.gradientPart(part), host);
        engine.write(seed, host);
        training.run();
    }

    Program forward() {
        return forward;
    }

    Program training() {
        return training;
    }
}
