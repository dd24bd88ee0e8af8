package dev.diptych.contrastive.train;

import dev.diptych.contrastive.checkpoint.Checkpoint;
import dev.diptych.contrastive.checkpoint.CheckpointException;
import dev.diptych.contrastive.checkpoint.TrainingState;
import dev.diptych.contrastive.data.source.Samples;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.file.Trouble;
import dev.diptych.nn.optim.Optimizer;
import dev.diptych.text.tokenizer.Tokenizer;
import dev.diptych.vision.preprocess.Preprocessing;
import java.io.IOException;
import java.nio.file.Path;

/** A run's checkpoint: written anew as the run goes, the one before standing until then. */
final class Saving {
    private final Path run;
    private final ClipModel model;
    private final Preprocessing preprocessing;
    private final Tokenizer tokenizer;
    private final Optimizer optimizer;
    private final Samples samples;
    private final TrainingListener listener;
    private long saved;

    /** @param saved the step of the checkpoint that is there, 0 if there is none */
    Saving(
            Path run,
            ClipModel model,
            Preprocessing preprocessing,
            Tokenizer tokenizer,
            Optimizer optimizer,
            Samples samples,
            TrainingListener listener,
            long saved) {
        this.run = run;
        this.model = model;
        this.preprocessing = preprocessing;
        this.tokenizer = tokenizer;
        this.optimizer = optimizer;
        this.samples = samples;
        this.listener = listener;
        this.saved = saved;
    }

    /** Writes the checkpoint, unless that step's is there already. */
    void save(TrainingState state) {
        if (state.step() == saved) {
            return;
        }
        try {
            Checkpoint.write(run, model, preprocessing, tokenizer, optimizer, state, samples);
        } catch (IOException e) {
            throw new CheckpointException(
                    "checkpoint failed: " + run.resolve(Checkpoint.FOLDER) + ": step " + state.step() + ": "
                            + Trouble.said(e) + ", expected room for it and leave to write it; " + standing(),
                    e);
        }
        saved = state.step();
        listener.saved(saved);
    }

    /** What there is to resume from. */
    String standing() {
        return saved == 0
                ? "there is no checkpoint before it"
                : "the checkpoint of step " + saved + " stands, to resume from";
    }
}
