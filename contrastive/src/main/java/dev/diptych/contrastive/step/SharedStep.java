package dev.diptych.contrastive.step;

import dev.diptych.contrastive.model.CaptionSize;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.ranks.Exchange;
import dev.diptych.contrastive.ranks.SummingPass;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.op.Copy;
import dev.diptych.nn.program.Program;
import dev.diptych.nn.program.Workspace;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Storage;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A step of one rank: both towers on its own pairs, the loss of all ranks' pairs, and the gradients of the towers by its own. */
final class SharedStep implements TrainingStep {
    private final Engine engine;
    private final Program towers;
    private final Op forward;
    private final SummingPass backward;
    private final Program seeding;
    private final ImageInput images;
    private final CaptionInput captions;
    private final SharedLoss loss;
    private float @Nullable [] expected;

    /**
     * Records and compiles the step.
     *
     * @param images of this rank's pairs
     * @param size of the captions it takes
     * @param gradients where each parameter's gradient goes, by this rank's pairs
     * @param workspace the arena of its activations
     * @param exchange adds the gradients up
     */
    SharedStep(
            ClipModel model,
            ImageInput images,
            SharedLoss loss,
            CaptionSize size,
            Parameters.Block gradients,
            Workspace workspace,
            boolean checkpointing,
            Exchange exchange) {
        this.engine = model.engine();
        this.images = images;
        this.loss = loss;
        Tape tape = Tape.training(model.precision()).on(engine);
        if (checkpointing) {
            tape.checkpointBlocks();
        }
        model.takeGradients(tape, gradients);
        this.captions = CaptionInput.of(model, tape, size);
        List<Tensor> seen = images.features(tape, model);
        Tensor text = captions.features(tape, model);
        List<Tensor> units = Stream.concat(seen.stream(), Stream.of(text)).toList();
        List<StepFeatures> kinds =
                Stream.concat(loss.images().stream(), Stream.of(loss.texts())).toList();
        List<Tensor> seeds = new ArrayList<>();
        for (int i = 0; i < units.size(); i++) {
            tape.record(new Copy(units.get(i), kinds.get(i).part(0)));
            seeds.add(tape.input(
                    "feature gradient", DType.FLOAT32, units.get(i).shape().toArray()));
            tape.pass(units.get(i), seeds.get(i));
        }
        tape.backward();
        this.towers = Program.compile(tape, engine, workspace);
        int cut = after(towers.primitives(), loss.texts().all().storage());
        this.forward = towers.part(0, cut);
        this.backward = new SummingPass(towers, cut, loss.parts(towers.primitives()), exchange);
        this.seeding = CachedTower.copy(
                engine, kinds.stream().map(kind -> kind.gradientPart(0)).toList(), seeds);
    }

    /** The place behind the first primitive that writes something: an engine may have others for those that were recorded. */
    private static int after(List<Primitive> primitives, Storage written) {
        int at = 0;
        while (primitives.get(at++).writes().stream().noneMatch(tensor -> tensor.storage() == written)) {}
        return at;
    }

    @Override
    public void run(StepInput input, int[] groups) throws InterruptedException {
        Batch batch = input.part(0);
        images.write(engine, batch.images(), 0);
        captions.write(engine, batch.ids(), batch.ends());
        forward.run();
        loss.run(batch, groups);
        seeding.run();
        backward.run();
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
        return List.of(towers, loss.program(), seeding);
    }

    @Override
    public long flops() {
        return towers.flops() + loss.program().flops();
    }
}
