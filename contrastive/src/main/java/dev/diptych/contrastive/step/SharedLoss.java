package dev.diptych.contrastive.step;

import dev.diptych.contrastive.loss.Loss;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.model.ProjectionHead;
import dev.diptych.contrastive.ranks.Exchange;
import dev.diptych.contrastive.ranks.GradientParts;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.program.Program;
import dev.diptych.nn.program.Workspace;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * Its activations have an arena of their own: those of the towers are still needed when it runs.
 */
/**
 * The loss of the pairs of all ranks and its gradient for each feature. Where it {@linkplain Loss#addsUp adds up} a rank computes the rows of
 * its own pairs, else all of it; steps of all lengths share it.
 */
final class SharedLoss {
    private final Engine engine;
    private final Exchange exchange;
    private final List<StepFeatures> images;
    private final StepFeatures texts;
    private final Loss objective;
    private final Tensor total;
    private final RecordedLoss loss;
    private final @Nullable Teacher teacher;
    private final Program program;
    private final Parameters.Block gradients;
    private @Nullable GradientParts parts;

    SharedLoss(
            ClipModel model,
            Loss loss,
            ImageInput input,
            StepFeatures imageFeatures,
            StepFeatures textFeatures,
            boolean masked,
            @Nullable Teacher teacher,
            Parameters.Block gradients,
            Exchange exchange) {
        this.engine = model.engine();
        this.exchange = exchange;
        this.gradients = gradients;
        this.objective = loss;
        this.total = model.lossTensor();
        this.teacher = teacher;
        List<StepFeatures> kinds = new ArrayList<>(List.of(imageFeatures));
        ProjectionHead head = model.head();
        if (head != null) {
            kinds.add(new StepFeatures(model, 2 * head.width(), input.pairs(), 1, exchange.ranks()));
        }
        this.images = List.copyOf(kinds);
        this.texts = textFeatures;
        Tape tape = Tape.training(model.precision()).on(engine);
        model.takeGradients(tape, gradients);
        List<Tensor> seen = images.stream().map(kind -> kind.leaf(tape, true)).toList();
        this.loss = new RecordedLoss(
                tape,
                model,
                loss,
                seen.get(0),
                texts.leaf(tape, true),
                seen.size() > 1 ? seen.get(1) : null,
                masked,
                teacher,
                loss.addsUp() ? texts.share(exchange.ranks()) : null);
        tape.backward();
        this.program = Program.compile(tape, engine, new Workspace(engine));
    }

    /** Where a rank's own image features and their gradients are, of each kind. */
    List<StepFeatures> images() {
        return images;
    }

    /** Where those of the texts are. */
    StepFeatures texts() {
        return texts;
    }

    /**
     * Computes it, once this rank's features are in their places.
     *
     * @param groups int32 [B], of which this rank's part is written; the others' are then too
     */
    void run(Batch batch, int[] groups) {
        System.arraycopy(batch.groups(), 0, groups, exchange.ranks().rank() * batch.size(), batch.size());
        exchange.ranks().gather(groups);
        images.forEach(kind -> exchange.gather(kind.all()));
        exchange.gather(texts.all());
        if (teacher != null) {
            teacher.look(batch, 0);
            teacher.gather(exchange);
        }
        loss.write(engine, groups);
        program.run();
        if (objective.addsUp()) {
            exchange.sum(total);
            images.forEach(kind -> kind.addUp(exchange));
            texts.addUp(exchange);
        } else {
            loss.countOnce(exchange, gradients);
        }
    }

    /**
     * All gradients in parts, the same for steps of all lengths, and so on all ranks.
     *
     * @param steps of the first that asks, the longest
     */
    GradientParts parts(List<Primitive> steps) {
        if (parts == null) {
            parts = GradientParts.of(gradients, storage -> true, steps, exchange.ranks()::parts);
        }
        return parts;
    }

    Program program() {
        return program;
    }
}
