package dev.diptych.contrastive.model;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.op.Fill;
import dev.diptych.nn.program.Program;
import dev.diptych.nn.program.Tape;
import dev.diptych.nn.program.Workspace;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/*
 * 1. For each micro-batch: both towers forward; their features are kept.
 * 2. Gradients are zeroed; the loss over the features of the whole batch, its gradient for each feature and for the
 *    logit scale.
 * 3. For each micro-batch: each tower again, now with its gradient, which starts from its features' and adds up.
 *
 * The chain rule asks for no more: a feature depends on its own micro-batch alone. The towers never train at once, so
 * that the activations are those of one tower on one micro-batch.
 */
/** A step in micro-batches whose loss is that of the whole batch (Gao et al. 2021, section 3.2; open_clip's). */
final class AccumulatedStep implements TrainingStep {
    private final Engine engine;
    private final int count;
    private final ImageInput images;
    private final CaptionInput captions;
    private final CachedTower vision;
    private final CachedTower text;
    private final ContrastiveLoss loss;
    private final Program zeroing;
    private final Program lossProgram;

    /**
     * Records and compiles the step.
     *
     * @param images of a micro-batch
     * @param tokens T, the longest caption it takes, start and end of text included
     * @param masked whether pairs of one group are kept from being each other's negatives
     * @param gradients where each parameter's gradient goes
     * @param workspace the arena of its activations
     */
    AccumulatedStep(
            ClipModel model,
            ImageInput images,
            int tokens,
            boolean masked,
            Parameters.Block gradients,
            Workspace workspace,
            StepOptions options) {
        this.engine = model.engine();
        this.count = options.accumulation();
        this.images = images;
        int rows = images.tensor().shape().size(0);
        Tape tape = Tape.training(model.precision()).on(engine);
        this.captions = new CaptionInput(model, tape, rows, tokens);
        this.vision = new CachedTower(
                model,
                rows,
                count,
                gradients,
                workspace,
                options.checkpointing(),
                towerTape -> model.vision().apply(towerTape, images.tensor(), images.kept()));
        this.text = new CachedTower(
                model,
                rows,
                count,
                gradients,
                workspace,
                options.checkpointing(),
                towerTape -> model.text().apply(towerTape, captions.ids(), captions.ends()));
        model.takeGradients(tape, gradients);
        Tensor image = vision.leaf(tape);
        this.loss = new ContrastiveLoss(tape, model, image, text.leaf(tape), masked);
        tape.backward();
        this.lossProgram = Program.compile(tape, engine, workspace);
        Tape zeros = Tape.inference(model.precision());
        gradients.runs().forEach(run -> zeros.record(new Fill(run, 0)));
        this.zeroing = Program.compile(zeros, engine, workspace);
    }

    @Override
    public void run(float[] pixels, int[] captionIds, int[] endTokens, int[] groupOf) {
        for (int part = 0; part < count; part++) {
            images.write(engine, pixels, part);
            vision.keep(part);
            captions.write(engine, captionIds, endTokens, part);
            text.keep(part);
        }
        zeroing.run();
        loss.write(engine, groupOf);
        lossProgram.run();
        for (int part = 0; part < count; part++) {
            images.write(engine, pixels, part);
            vision.carry(part);
            captions.write(engine, captionIds, endTokens, part);
            text.carry(part);
        }
    }

    @Override
    public List<Program> programs() {
        List<Program> programs = new ArrayList<>();
        for (int part = 0; part < count; part++) {
            programs.addAll(vision.forward(part));
            programs.addAll(text.forward(part));
        }
        programs.add(zeroing);
        programs.add(lossProgram);
        for (int part = 0; part < count; part++) {
            programs.addAll(vision.training(part));
            programs.addAll(text.training(part));
        }
        return programs;
    }

    @Override
    public long flops() {
        return lossProgram.flops() + count * (vision.flops() + text.flops());
    }
}
