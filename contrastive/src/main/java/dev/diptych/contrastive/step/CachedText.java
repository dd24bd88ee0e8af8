package dev.diptych.contrastive.step;

import dev.diptych.contrastive.model.CaptionSize;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.program.Workspace;
import dev.diptych.nn.tape.Tape;
import java.util.List;

/** The text tower of a step in micro-batches, for captions of one size. */
final class CachedText {
    private final CaptionInput captions;
    private final CachedTower tower;

    /**
     * Records and compiles both passes.
     *
     * @param size of a micro-batch's captions
     */
    CachedText(
            ClipModel model,
            CaptionSize size,
            StepFeatures step,
            Parameters.Block gradients,
            Workspace workspace,
            boolean checkpointing) {
        Tape tape = Tape.training(model.precision()).on(model.engine());
        this.captions = CaptionInput.of(model, tape, size);
        this.tower = new CachedTower(
                model,
                List.of(step),
                gradients,
                workspace,
                checkpointing,
                towerTape -> List.of(captions.features(towerTape, model)));
    }

    /** @see CaptionInput#write */
    void write(Engine engine, int[] ids, int[] ends) {
        captions.write(engine, ids, ends);
    }

    CachedTower tower() {
        return tower;
    }
}
