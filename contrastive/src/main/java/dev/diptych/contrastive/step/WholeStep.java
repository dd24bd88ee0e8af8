package dev.diptych.contrastive.step;

import dev.diptych.contrastive.loss.Loss;
import dev.diptych.contrastive.model.CaptionSize;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.op.Copy;
import dev.diptych.nn.program.Program;
import dev.diptych.nn.program.Workspace;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A step in one program: both towers on the whole batch, the loss, and all their gradients. */
final class WholeStep implements TrainingStep {
    private final Engine engine;
    private final Program program;
    private final ImageInput images;
    private final CaptionInput captions;
    private final RecordedLoss loss;
    private final @Nullable Teacher teacher;
    private float @Nullable [] expected;

    /**
     * Records and compiles the step.
     *
     * @param images of the whole batch
     * @param imageFeatures where their features are left
     * @param textFeatures where those of the texts are
     * @param size of the captions it takes
     * @param masked whether pairs of one group are kept from being each other's negatives
     * @param teacher whose features the loss follows, or null
     * @param gradients where each parameter's gradient goes
     * @param workspace the arena of its activations
     */
    WholeStep(
            ClipModel model,
            Loss loss,
            ImageInput images,
            StepFeatures imageFeatures,
            StepFeatures textFeatures,
            CaptionSize size,
            boolean masked,
            @Nullable Teacher teacher,
            Parameters.Block gradients,
            Workspace workspace,
            boolean checkpointing) {
        this.engine = model.engine();
        this.images = images;
        this.teacher = teacher;
        Tape tape = Tape.training(model.precision()).on(engine);
        if (checkpointing) {
            tape.checkpointBlocks();
        }
        model.takeGradients(tape, gradients);
        this.captions = CaptionInput.of(model, tape, size);
        List<Tensor> seen = images.features(tape, model);
        Tensor text = captions.features(tape, model);
        this.loss = new RecordedLoss(
                tape, model, loss, seen.get(0), text, seen.size() > 1 ? seen.get(1) : null, masked, teacher);
        tape.record(new Copy(seen.get(0), imageFeatures.all()));
        tape.record(new Copy(text, textFeatures.all()));
        tape.backward();
        this.program = Program.compile(tape, engine, workspace);
    }

    @Override
    public void run(StepInput input, int[] groups) throws InterruptedException {
        Batch batch = input.part(0);
        System.arraycopy(batch.groups(), 0, groups, 0, groups.length);
        images.write(engine, batch.images(), 0);
        captions.write(engine, batch.ids(), batch.ends());
        loss.write(engine, groups);
        if (teacher != null) {
            teacher.look(batch, 0);
        }
        program.run();
        float[] next = expected;
        if (next != null) {
            images.prefetch(engine, next);
            expected = null;
        }
    }

    @Override
    public void expect(float[] pixels) {
        expected = pixels;
    }

    @Override
    public List<Program> programs() {
        return List.of(program);
    }

    @Override
    public long flops() {
        return program.flops();
    }
}
