package dev.diptych.contrastive.step;

import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.ranks.Exchange;
import dev.diptych.contrastive.ranks.GradientParts;
import dev.diptych.contrastive.ranks.SummingPass;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.program.Program;
import dev.diptych.nn.program.Workspace;
import dev.diptych.nn.tape.Add;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A tower that runs twice over each micro-batch: forward alone for its unit features, which are kept for the loss over
 * the whole batch, then with its gradient, seeded by the loss' gradient of those features. Both stay on the device. One
 * that is wholly frozen runs forward alone.
 */
final class CachedTower {
    private final Program forward;
    private final List<Program> keeping; // by micro-batch: its features to those of the step
    private final @Nullable Program training; // null where the tower is frozen
    private final List<Program> seeding; // by micro-batch: its part of the gradient to the seed
    private @Nullable SummingPass adding; // the training of the last micro-batch, where there are several ranks

    /**
     * Records and compiles both passes.
     *
     * @param step where the features of all micro-batches are kept, for each that the tower has
     * @param gradients what the second pass adds to
     * @param tower records the tower, up to its unit features float32 [M, D] of each kind
     */
    CachedTower(
            ClipModel model,
            List<StepFeatures> step,
            Parameters.Block gradients,
            Workspace workspace,
            boolean checkpointing,
            Function<Tape, List<Tensor>> tower) {
        Engine engine = model.engine();
        Tape tape = Tape.accumulating(model.precision()).on(engine);
        if (checkpointing) {
            tape.checkpointBlocks();
        }
        model.takeGradients(tape, gradients);
        List<Tensor> units = tower.apply(tape);
        List<Tensor> seeds = units.stream()
                .map(unit -> tape.input(
                        "feature gradient of a micro-batch",
                        DType.FLOAT32,
                        unit.shape().toArray()))
                .toList();
        for (int i = 0; i < units.size(); i++) {
            tape.pass(units.get(i), seeds.get(i));
        }
        tape.backward();
        this.training = units.stream().anyMatch(tape::differentiable) ? Program.compile(tape, engine, workspace) : null;

        Tape inference = Tape.inference(model.precision()).on(engine);
        List<Tensor> features = tower.apply(inference);
        this.forward = Program.compile(inference, engine, workspace);

        int count = step.get(0).count();
        this.keeping = IntStream.range(0, count)
                .mapToObj(part -> copy(
                        engine,
                        features,
                        step.stream().map(kept -> kept.part(part)).toList()))
                .toList();
        this.seeding = IntStream.range(0, training == null ? 0 : count)
                .mapToObj(part -> copy(
                        engine,
                        step.stream().map(kept -> kept.gradientPart(part)).toList(),
                        seeds))
                .toList();
    }

    /** What copies features of some places to others of as many. */
    static Program copy(Engine engine, List<Tensor> from, List<Tensor> to) {
        Tape tape = Tape.inference();
        for (int i = 0; i < from.size(); i++) {
            tape.record(new Add(from.get(i), to.get(i), false));
        }
        return Program.compile(tape, engine);
    }

    /** Whether anything of the tower is. */
    boolean trained() {
        return training != null;
    }

    /** Computes the features of the micro-batch that has been written, and keeps them. */
    void keep(int part) {
        forward.run();
        keeping.get(part).run();
    }

    /** Adds the gradients of the micro-batch that has been written, if any is {@linkplain #trained trained}. */
    void carry(int part) {
        if (training == null) {
            return;
        }
        seeding.get(part).run();
        if (adding != null && part == seeding.size() - 1) {
            adding.run();
        } else {
            training.run();
        }
    }

    /** Lets the last micro-batch's gradients be added up over the ranks as they become final. */
    void addUp(GradientParts parts, Exchange exchange) {
        if (training != null) {
            adding = new SummingPass(training, 0, parts, exchange);
        }
    }

    /** What the pass of the gradients runs; nothing where there is none. */
    List<Primitive> pass() {
        return training == null ? List.of() : training.primitives();
    }

    /** What {@link #keep} runs. */
    List<Program> forward(int part) {
        return List.of(forward, keeping.get(part));
    }

    /** What {@link #carry} runs. */
    List<Program> training(int part) {
        return training == null ? List.of() : List.of(seeding.get(part), training);
    }

    /** Floating-point operations of a micro-batch with its gradient. */
    long flops() {
        return training == null ? forward.flops() : training.flops();
    }
}
