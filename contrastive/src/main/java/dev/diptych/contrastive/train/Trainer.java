package dev.diptych.contrastive.train;

import dev.diptych.contrastive.checkpoint.Checkpoint;
import dev.diptych.contrastive.checkpoint.CheckpointException;
import dev.diptych.contrastive.checkpoint.TrainingState;
import dev.diptych.contrastive.data.Batch;
import dev.diptych.contrastive.data.BatchLoader;
import dev.diptych.contrastive.data.Masking;
import dev.diptych.contrastive.data.PairSet;
import dev.diptych.contrastive.data.SampleStamp;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.model.TrainingSteps;
import dev.diptych.contrastive.recipe.Recipe;
import dev.diptych.file.Trouble;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.optim.AdamW;
import dev.diptych.text.tokenizer.Tokenizer;
import dev.diptych.vision.augment.Augmentation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.nd4j.linalg.schedule.ISchedule;

/** Trains a model by a recipe, from its first step or from a checkpoint, and leaves checkpoints and a log. */
public final class Trainer {
    private final Recipe recipe;
    private final Path run;
    private final PairSet data;
    private final Tokenizer tokenizer;
    private final Engine engine;
    private final double matmulRate;

    /**
     * @param run an existing folder that takes the checkpoint and the log
     * @param tokenizer whose vocabulary is not larger than the model's
     * @param matmulRate floating-point operations a second that {@code engine} reaches in a large matrix product, above
     *     0; the log gives the model's as a share of it
     */
    public Trainer(Recipe recipe, Path run, PairSet data, Tokenizer tokenizer, Engine engine, double matmulRate) {
        if (!(matmulRate > 0)) {
            throw new IllegalArgumentException("train: matmul rate " + matmulRate + ", expected above 0");
        }
        if (tokenizer.vocabularySize() > recipe.model().text().vocabSize()) {
            throw new IllegalArgumentException(
                    "train: tokenizer has " + tokenizer.vocabularySize() + " tokens, expected at most vocab_size "
                            + recipe.model().text().vocabSize());
        }
        this.recipe = recipe;
        this.run = run;
        this.data = data;
        this.tokenizer = tokenizer;
        this.engine = engine;
        this.matmulRate = matmulRate;
    }

    /**
     * Trains until the recipe's last step, or until {@code stop} says so, which is asked after every step; either way
     * the last step taken is in the checkpoint.
     *
     * @param resume whether to continue from the checkpoint in the run's folder; it must be what was written, of the same
     *     data, seed and steps of an epoch, or a {@link dev.diptych.contrastive.checkpoint.CheckpointException} names what
     *     is not, before anything is changed
     * @return the trained model
     */
    public ClipModel train(boolean resume, TrainingListener listener, BooleanSupplier stop)
            throws IOException, InterruptedException {
        int pairs = recipe.pairsPerStep();
        int perEpoch = data.batches(pairs);
        int total = Math.multiplyExact(perEpoch, recipe.epochs());
        List<SampleStamp> samples = data.stamps();
        TrainingState start = new TrainingState(0, perEpoch, recipe.seed(), 0, samples);
        Checkpoint checkpoint = resume ? Checkpoint.verified(run) : null;
        if (checkpoint != null) {
            TrainingState then = checkpoint.state();
            ResumeRules.check(run, then, start, total);
            start = then;
        }
        if (recipe.schedule().warmup() >= total) {
            throw new IllegalArgumentException(
                    "train: schedule.warmup " + recipe.schedule().warmup() + ", expected below " + total
                            + ", the steps of " + recipe.epochs() + " epochs of " + perEpoch);
        }
        ISchedule schedule = recipe.schedule().build(recipe.lr(), total, perEpoch);
        ClipModel model = new ClipModel(recipe.model(), recipe.loss(), recipe.precision(), engine);
        Parameters.Block gradients = model.parameters().mirror("gradient", engine);
        AdamW optimizer = new AdamW(recipe.optimizer(), engine, model.parameters(), model.values(), gradients);
        if (checkpoint != null) {
            checkpoint.resume(model, optimizer);
            checkpoint.restore(model);
        } else if (recipe.pretrained().isPresent()) {
            Checkpoint.open(recipe.pretrained().get()).restore(model);
        } else {
            model.initialize(recipe.seed());
        }
        TrainingSteps steps =
                new TrainingSteps(model, pairs, recipe.masking() != Masking.NONE, gradients, recipe.step());
        steps.drawFrom(recipe.seed(), start.step());
        listener.started(new RunFacts(
                data.pairs().size(),
                data.skipped().size(),
                model.parameters().count(),
                tokenizer.vocabularySize(),
                start.step(),
                total,
                perEpoch));
        BatchLoader.Settings settings = new BatchLoader.Settings(
                pairs,
                recipe.preprocessing().inputLength(),
                recipe.model().text(),
                recipe.data().captions(),
                recipe.masking(),
                recipe.seed(),
                start.step());
        Augmentation augmentation = new Augmentation(recipe.augmentation(), recipe.preprocessing());
        Watch watch = new Watch(recipe);
        long saved = start.step();
        Clock clock = new Clock(start.seconds(), matmulRate, System::nanoTime);
        try (BatchLoader loader = new BatchLoader(data, tokenizer, augmentation, settings);
                MetricsLog log = MetricsLog.open(run, start.step())) {
            for (long step = start.step() + 1; step <= total; step++) {
                clock.waiting();
                Batch batch = loader.next();
                clock.working();
                Batch upcoming = loader.peek();
                if (upcoming != null) {
                    steps.expect(upcoming.images());
                }
                watch.batch(step, batch.groups()).ifPresent(listener::warned);
                double loss = steps.run(batch.images(), batch.ids(), batch.ends(), batch.groups(), batch.longest());
                loader.release(batch);
                double lr = schedule.valueAt((int) step - 1, 0);
                double norm = optimizer.step(lr);
                double scale = Math.exp(model.clampLogScale());
                requireFinite(loss, step);
                clock.stepped(pairs, steps.lastFlops());
                boolean last = step == total || stop.getAsBoolean();
                if (last || step % recipe.logEvery() == 0 || step == 1 || clock.silent()) {
                    StepLog line = clock.line(step, (double) step / perEpoch, loss, lr, scale, norm);
                    log.write(line);
                    listener.stepped(line);
                    watch.line(line).ifPresent(listener::warned);
                }
                if (last || step % ((long) recipe.saveEvery() * perEpoch) == 0) {
                    TrainingState state = new TrainingState(step, perEpoch, recipe.seed(), clock.seconds(), samples);
                    save(model, optimizer, state, saved);
                    saved = step;
                    listener.saved(step);
                }
                if (last) {
                    break;
                }
            }
            listener.read(loader.captionsRead(), loader.captionsCut());
        }
        return model;
    }

    /** @param saved the step of the checkpoint before, 0 if there is none */
    private void save(ClipModel model, AdamW optimizer, TrainingState state, long saved) {
        try {
            Checkpoint.write(run, model, recipe.preprocessing(), tokenizer, optimizer, state);
        } catch (IOException e) {
            throw new CheckpointException(
                    "checkpoint failed: " + run.resolve(Checkpoint.FOLDER) + ": step " + state.step() + ": "
                            + Trouble.said(e) + ", expected room for it and leave to write it; "
                            + (saved == 0
                                    ? "there is none before it"
                                    : "that of step " + saved + " stands, to resume from"),
                    e);
        }
    }

    private static void requireFinite(double loss, long step) {
        if (!Double.isFinite(loss)) {
            throw new IllegalStateException("train: step " + step + ": loss " + loss
                    + ", expected a number; the last checkpoint stands, try a lower lr or grad_clip_norm");
        }
    }
}
