package dev.diptych.contrastive.train;

import dev.diptych.contrastive.checkpoint.Checkpoint;
import dev.diptych.contrastive.checkpoint.CheckpointWriter;
import dev.diptych.contrastive.checkpoint.TrainingState;
import dev.diptych.contrastive.data.BatchLoader;
import dev.diptych.contrastive.data.EpochOrder;
import dev.diptych.contrastive.data.Masking;
import dev.diptych.contrastive.data.source.Samples;
import dev.diptych.contrastive.figures.StepFigures;
import dev.diptych.contrastive.guard.SkippedLog;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.model.TensorHash;
import dev.diptych.contrastive.ranks.AgreedStop;
import dev.diptych.contrastive.ranks.Ranks;
import dev.diptych.contrastive.ranks.StartCheck;
import dev.diptych.contrastive.recipe.DataConfig;
import dev.diptych.contrastive.recipe.Recipe;
import dev.diptych.contrastive.step.Teacher;
import dev.diptych.contrastive.step.TrainingSteps;
import dev.diptych.contrastive.validation.ScoresLog;
import dev.diptych.contrastive.validation.Scoring;
import dev.diptych.contrastive.validation.Validation;
import dev.diptych.file.Sha256;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.optim.Optimizer;
import dev.diptych.nn.optim.Schedule;
import dev.diptych.text.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Trains a model by a recipe, from its first step or from a checkpoint, and leaves checkpoints and a log. */
public final class Trainer {
    private final Recipe recipe;
    private final Path run;
    private final Samples samples;
    private final Tokenizer tokenizer;
    private final Engine engine;
    private final double matmulRate;
    private final Ranks ranks;

    /**
     * @param run an existing folder that takes the checkpoint and the log
     * @param tokenizer whose vocabulary is not larger than the model's
     * @param matmulRate floating-point operations a second that {@code engine} reaches in a large matrix product, above
     *     0; the log gives the model's as a share of it
     */
    public Trainer(Recipe recipe, Path run, Samples samples, Tokenizer tokenizer, Engine engine, double matmulRate) {
        this(recipe, run, samples, tokenizer, engine, matmulRate, Ranks.one());
    }

    /** As above, for one of several ranks, of which the first writes the checkpoints and the logs. */
    public Trainer(
            Recipe recipe,
            Path run,
            Samples samples,
            Tokenizer tokenizer,
            Engine engine,
            double matmulRate,
            Ranks ranks) {
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
        this.samples = samples;
        this.tokenizer = tokenizer;
        this.engine = engine;
        this.matmulRate = matmulRate;
        this.ranks = ranks;
    }

    /**
     * Trains until the recipe's last step, or until {@code stop} says so; either way the last step taken is in the
     * checkpoint. The step at hand is finished, unless that takes longer than ten seconds: then it is given up, which leaves no
     * trace, as a step changes the model at its end only.
     *
     * @param resume whether to continue from the checkpoint in the run's folder; it must be what was written, of the same
     *     data, seed and steps of an epoch, or a {@link dev.diptych.contrastive.checkpoint.CheckpointException} names what
     *     is not, before anything is changed
     * @param stop is asked after every step, and in it as often as the engine can; it does not take back what it said
     * @return the trained model
     */
    public ClipModel train(boolean resume, TrainingListener listener, BooleanSupplier stop)
            throws IOException, InterruptedException {
        return train(resume, listener, stop, Patience.USUAL);
    }

    /** @param patience how long the step at hand may take once {@code stop} says so */
    ClipModel train(boolean resume, TrainingListener listener, BooleanSupplier stop, Duration patience)
            throws IOException, InterruptedException {
        requireShares();
        AgreedStop agreed = new AgreedStop(ranks, stop);
        // A rank that gave a step up would leave the others waiting in it.
        BooleanSupplier giveUp = ranks.alone() ? new Patience(stop, patience, System::nanoTime) : () -> false;
        int perEpoch = order(recipe, samples).steps(recipe.pairsPerStep());
        int total = Math.multiplyExact(perEpoch, recipe.epochs());
        TrainingState start = new TrainingState(0, perEpoch, recipe.seed(), 0, samples.size());
        Checkpoint checkpoint = resume ? Checkpoint.verified(run) : null;
        requireSame(checkpoint);
        if (checkpoint != null) {
            TrainingState then = checkpoint.state();
            ResumeRules.check(run, then, start, checkpoint.difference(samples), total);
            start = then;
        }
        if (recipe.schedule().warmup() >= total) {
            throw new IllegalArgumentException(
                    "train: schedule.warmup " + recipe.schedule().warmup() + ", expected below " + total
                            + ", the steps of " + recipe.epochs() + " epochs of " + perEpoch);
        }
        if (recipe.finalResolution().isEmpty()) {
            return part(start, checkpoint, total, total, true, listener, agreed, giveUp);
        }
        long raised = recipe.finalResolutionFrom(total, perEpoch);
        Trainer last = new Trainer(recipe.atFinalResolution(), run, samples, tokenizer, engine, matmulRate, ranks);
        if (start.step() >= raised) {
            return last.part(start, checkpoint, total, total, true, listener, agreed, giveUp);
        }
        ClipModel model = part(start, checkpoint, raised, total, true, listener, agreed, giveUp);
        if (agreed.getAsBoolean()) {
            return model;
        }
        model.close();
        ranks.any(false); // the first has written what the others read
        Checkpoint handed = Checkpoint.verified(run);
        requireSame(handed);
        return last.part(handed.state(), handed, total, total, false, listener, agreed, giveUp);
    }

    /*
     * What changes with the size of images is nearly all that a run has in memory. So a part of another size begins as a resumed run does:
     * from the checkpoint of the part before, whose positions are interpolated as it is read.
     */
    /**
     * Trains on images of one size.
     *
     * @param checkpoint null for the run's start
     * @param end its last step
     * @param total the run's last step
     * @param begins whether the run starts or is resumed here
     */
    private ClipModel part(
            TrainingState start,
            @Nullable Checkpoint checkpoint,
            long end,
            int total,
            boolean begins,
            TrainingListener listener,
            AgreedStop stop,
            BooleanSupplier giveUp)
            throws IOException, InterruptedException {
        int pairs = recipe.pairsPerStep();
        int perEpoch = Math.toIntExact(start.stepsPerEpoch());
        Schedule schedule = recipe.schedule().build(recipe.lr(), total, perEpoch);
        ClipModel model = new ClipModel(recipe.model(), recipe.loss(), recipe.precision(), engine, recipe.tuning());
        Parameters.Block gradients = model.parameters().mirror("gradient", model.engine());
        Optimizer optimizer = model.optimizer(recipe.optimizer(), gradients);
        Origin origin = new Origin(recipe, model, optimizer);
        origin.load(checkpoint);
        Teacher teacher = Teaching.open(recipe, samples, tokenizer, engine, ranks, listener::warned);
        TrainingSteps steps = new TrainingSteps(
                model,
                recipe.objective(),
                pairs,
                recipe.masking() != Masking.NONE,
                teacher,
                gradients,
                recipe.steps(total, perEpoch),
                giveUp,
                ranks);
        steps.drawFrom(recipe.seed(), start.step());
        if (steps.addsUpInCopies()) {
            listener.warned("train: the ranks' devices are not connected: what they add up goes through the hosts");
        }
        if (begins) {
            listener.started(new RunFacts(
                    samples.size(),
                    samples.leftOut().size(),
                    model.parameters().count(),
                    tokenizer.vocabularySize(),
                    start.step(),
                    total,
                    perEpoch));
        }
        CheckpointWriter writer = !ranks.first()
                ? null
                : new CheckpointWriter(
                        run,
                        model,
                        recipe.preprocessing(),
                        tokenizer,
                        optimizer,
                        samples,
                        recipe.saving().keep());
        if (writer != null) {
            writer.settle();
        }
        try (teacher;
                Saving saving = new Saving(
                        run, model, optimizer, writer, listener, quarterOfHeap(recipe, ranks), start.step());
                BatchLoader loader = loader(recipe, samples, tokenizer, steps.passes(), start.step(), giveUp, ranks);
                MetricsLog log =
                        ranks.first() ? MetricsLog.open(run, start.step(), listener::warned) : MetricsLog.none();
                SkippedLog skipped = ranks.first() ? SkippedLog.open(run, start.step()) : SkippedLog.none();
                ScoresLog scores =
                        ranks.first() ? ScoresLog.open(run, start.step(), listener::warned) : ScoresLog.none();
                Validation validation = listener.validation(
                        new Validation.Subject(model, recipe.preprocessing(), tokenizer, perEpoch))) {
            Guarding guarding =
                    new Guarding(run, recipe.guard(), start.guard(), origin, saving, log, skipped, listener, ranks);
            new TrainingLoop(
                            recipe,
                            start,
                            end,
                            total,
                            steps,
                            optimizer,
                            schedule,
                            saving,
                            guarding,
                            listener,
                            stop,
                            new StepFigures(model, gradients, steps),
                            matmulRate,
                            () -> requireEqual(model))
                    .run(loader, log, new Scoring(validation, scores, perEpoch));
        }
        return model;
    }

    /** All ranks do the same, or none anything. */
    private void requireShares() {
        if (ranks.alone()) {
            return;
        }
        MessageDigest data = Sha256.begin();
        samples.addStamps(data);
        Map<String, String> things = new LinkedHashMap<>();
        things.put("recipe", recipe.toString());
        things.put("engine", engine.name() + "\n" + engine.identity());
        things.put("tokenizer", tokenizer.hash());
        things.put("set of samples", HexFormat.of().formatHex(data.digest()));
        StartCheck.same(ranks, things);
        if (recipe.batchSize() % ranks.size() != 0) {
            throw new IllegalArgumentException("train: train.batch_size " + recipe.batchSize() + " on " + ranks.size()
                    + " ranks, expected a multiple of the ranks, which share it");
        }
    }

    /** A folder that ranks do not have in common may hold another one on each. */
    private void requireSame(@Nullable Checkpoint checkpoint) {
        StartCheck.same(ranks, Map.of("checkpoint", checkpoint == null ? "none" : checkpoint.identity()));
    }

    /** The sums of gradients have the same bits everywhere, and so have the weights, unless something is amiss. */
    private void requireEqual(ClipModel model) {
        if (!ranks.alone()) {
            MessageDigest weights = Sha256.begin();
            model.values().runs().forEach(run -> TensorHash.add(weights, model.engine(), run.values()));
            StartCheck.same(ranks, Map.of("set of weights", HexFormat.of().formatHex(weights.digest())));
        }
    }

    /**
     * What draws and reads a recipe's pairs.
     *
     * @param passes how often a step asks for each micro-batch
     * @param firstStep the step whose pairs come first
     * @param stop ends the waiting for pairs
     * @throws IllegalArgumentException if an epoch has fewer pairs than a step takes
     */
    public static BatchLoader loader(
            Recipe recipe, Samples samples, Tokenizer tokenizer, int passes, long firstStep, BooleanSupplier stop) {
        return loader(recipe, samples, tokenizer, passes, firstStep, stop, Ranks.one());
    }

    private static BatchLoader loader(
            Recipe recipe,
            Samples samples,
            Tokenizer tokenizer,
            int passes,
            long firstStep,
            BooleanSupplier stop,
            Ranks ranks) {
        BatchLoader.Settings settings = new BatchLoader.Settings(
                recipe.batchSize(),
                recipe.step().accumulation(),
                passes,
                recipe.preprocessing().inputLength(),
                recipe.model().text(),
                recipe.data().captions(),
                recipe.masking(),
                recipe.seed(),
                firstStep,
                reading(recipe, ranks));
        return new BatchLoader(samples, order(recipe, samples), tokenizer, recipe.views(), settings, stop, ranks);
    }

    /** In which order a recipe draws its samples. */
    public static EpochOrder order(Recipe recipe, Samples samples) {
        DataConfig data = recipe.data();
        List<Integer> sizes = samples.sourceSizes();
        List<Double> factors =
                data.upsamplingFactors().isEmpty() ? Collections.nCopies(sizes.size(), 1.0) : data.upsamplingFactors();
        return new EpochOrder(sizes, factors, data.numSamples(), recipe.seed());
    }

    private static BatchLoader.Reading reading(Recipe recipe, Ranks ranks) {
        DataConfig data = recipe.data();
        long quarter = quarterOfHeap(recipe, ranks);
        return new BatchLoader.Reading(data.threads(), data.cache().orElse(quarter), quarter, data.maxBadSamples());
    }

    /** Of what the batches ahead, of a rank's own pairs, leave. */
    private static long quarterOfHeap(Recipe recipe, Ranks ranks) {
        long ahead = BatchLoader.aheadBytes(recipe.batchSize() / ranks.size(), recipe.inputLength());
        return Math.max(0, Runtime.getRuntime().maxMemory() - ahead) / 4;
    }
}
