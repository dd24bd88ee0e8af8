package dev.diptych.contrastive.step;

import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.program.Workspace;
import dev.diptych.nn.tape.Tape;
import java.util.List;

/** The text tower of a step in micro-batches, for captions of at most so many tokens. */
final class CachedText {
    private final CaptionInput captions;
    private final CachedTower tower;

    /**
     * Records and compiles both passes.
     *
     * @param rows M, pairs in a micro-batch
     * @param tokens T
     */
    CachedText(
            ClipModel model,
            int rows,
            int tokens,
            StepFeatures step,
            Parameters.Block gradients,
            Workspace workspace,
            boolean checkpointing) {
        Tape tape = Tape.training(model.precision()).on(model.engine());
        this.captions = new CaptionInput(model, tape, rows, tokens);
        this.tower = new CachedTower(
                model,
                List.of(step),
                gradients,
                workspace,
                checkpointing,
                towerTape -> List.of(ClipModel.normalize(
                        towerTape, model.text().apply(towerTape, captions.ids(), captions.ends()))));
    }

    /** @see CaptionInput#write */
    void write(Engine engine, int[] ids, int[] ends) {
        captions.write(engine, ids, ends);
    }

    CachedTower tower() {
        return tower;
    }
}
