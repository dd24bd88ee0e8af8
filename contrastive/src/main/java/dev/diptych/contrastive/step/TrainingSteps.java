package dev.diptych.contrastive.step;

import dev.diptych.contrastive.loss.Loss;
import dev.diptych.contrastive.model.CaptionSize;
import dev.diptych.contrastive.model.CaptionSizes;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.ranks.Exchange;
import dev.diptych.contrastive.ranks.Ranks;
import dev.diptych.nn.engine.DeviceMemoryException;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.program.Workspace;
import dev.diptych.nn.tensor.Tensor;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A training step for each of a few {@linkplain CaptionSizes sizes} of the captions, recorded when first needed: a batch runs the
 * smallest that holds its captions, which leaves out nothing that reaches the loss. In a step of several micro-batches each runs at
 * a size of its own. All share one arena.
 */
public final class TrainingSteps {
    private final ClipModel model;
    private final Loss objective;
    private final boolean masked;
    private final @Nullable Teacher teacher;
    private final Parameters.Block gradients;
    private final StepOptions options;
    private final Exchange exchange;
    private final Workspace workspace;
    private final StepFeatures imageFeatures;
    private final StepFeatures textFeatures;
    private final Series series;
    private final Series wholeImages;
    private final int[] groups;
    private final StepInput whole = this::only; // made once: a step allocates nothing
    private @Nullable Batch only;
    private long seed;
    private long stepNumber;
    private long lastFlops;
    private final float[] loss = new float[1];
    private float @Nullable [] expected;

    /**
     * @param batch B, pairs in a step, a multiple of the micro-batches
     * @param masked whether pairs of one group are kept from being each other's negatives
     * @param gradients where each parameter's gradient goes
     */
    public TrainingSteps(ClipModel model, int batch, boolean masked, Parameters.Block gradients, StepOptions options) {
        this(model, Loss.of(model.loss()), batch, masked, gradients, options, () -> false);
    }

    /**
     * As {@link #TrainingSteps(ClipModel, int, boolean, Parameters.Block, StepOptions)}, for a loss of any kind.
     *
     * @param stop ends a step midway, with {@link java.util.concurrent.CancellationException}; the gradients
     *     are then of no use
     */
    public TrainingSteps(
            ClipModel model,
            Loss loss,
            int batch,
            boolean masked,
            Parameters.Block gradients,
            StepOptions options,
            BooleanSupplier stop) {
        this(model, loss, batch, masked, null, gradients, options, stop);
    }

    /**
     * As {@link #TrainingSteps(ClipModel, Loss, int, boolean, Parameters.Block, StepOptions, BooleanSupplier)}, for a loss that
     * may follow a teacher.
     */
    public TrainingSteps(
            ClipModel model,
            Loss loss,
            int batch,
            boolean masked,
            @Nullable Teacher teacher,
            Parameters.Block gradients,
            StepOptions options,
            BooleanSupplier stop) {
        this(model, loss, batch, masked, teacher, gradients, options, stop, Ranks.one());
    }

    /**
     * As above, for this rank's share of the pairs: loss and gradients are those of all.
     *
     * @param batch B, pairs in a step of all ranks together, a multiple of the micro-batches times the ranks
     */
    public TrainingSteps(
            ClipModel model,
            Loss loss,
            int batch,
            boolean masked,
            @Nullable Teacher teacher,
            Parameters.Block gradients,
            StepOptions options,
            BooleanSupplier stop,
            Ranks ranks) {
        int parts = options.accumulation() * ranks.size();
        if (batch < parts || batch % parts != 0) {
            throw new IllegalArgumentException("training step: " + batch + " pairs in " + options.accumulation()
                    + " micro-batches"
                    + (ranks.alone() ? "" : " of " + ranks.size() + " ranks")
                    + ", expected a multiple of the micro-batches"
                    + (ranks.alone() ? "" : " and ranks"));
        }
        this.exchange = new Exchange(ranks, model.engine());
        this.model = model;
        this.objective = loss;
        this.masked = masked;
        this.teacher = teacher;
        this.gradients = gradients;
        this.options = options;
        this.workspace = new Workspace(model.engine(), stop);
        int width = model.config().embedDim();
        this.imageFeatures = new StepFeatures(model, width, batch / parts, options.accumulation(), ranks);
        this.textFeatures = new StepFeatures(model, width, batch / parts, options.accumulation(), ranks);
        this.groups = new int[batch];
        try {
            // The larger first, and of each the longest: that makes the arena as large as any will need.
            boolean changes = options.wholeImagesFrom() < Long.MAX_VALUE
                    && model.config().vision().patchDropout() > 0;
            Series whole = changes ? series(new ImageInput(model, batch / parts, false, ranks)) : null;
            this.series = series(new ImageInput(model, batch / parts, true, ranks));
            this.wholeImages = whole == null ? series : whole;
        } catch (DeviceMemoryException e) {
            throw new DeviceMemoryException(e, hint(e, batch));
        }
    }

    private Series series(ImageInput images) {
        CaptionSizes sizes = new CaptionSizes(model, images.pairs());
        Function<CaptionSize, TrainingStep> steps;
        if (options.accumulation() == 1 && !exchange.ranks().alone()) {
            SharedLoss shared = new SharedLoss(
                    model, objective, images, imageFeatures, textFeatures, masked, teacher, gradients, exchange);
            steps = CaptionSizes.each(size -> new SharedStep(
                    model, images, shared, size, gradients, workspace, options.checkpointing(), exchange));
        } else if (options.accumulation() == 1) {
            steps = CaptionSizes.each(size -> new WholeStep(
                    model,
                    objective,
                    images,
                    imageFeatures,
                    textFeatures,
                    size,
                    masked,
                    teacher,
                    gradients,
                    workspace,
                    options.checkpointing()));
        } else {
            TrainingStep all = new AccumulatedStep(
                    model,
                    objective,
                    images,
                    imageFeatures,
                    textFeatures,
                    masked,
                    teacher,
                    gradients,
                    workspace,
                    options,
                    exchange);
            steps = size -> all;
        }
        Objects.requireNonNull(steps.apply(sizes.whole()));
        return new Series(images, sizes, steps);
    }

    /** Steps for each size of the captions, which share their images. */
    private record Series(ImageInput images, CaptionSizes sizes, Function<CaptionSize, TrainingStep> steps) {
        TrainingStep whole() {
            return steps.apply(sizes.whole());
        }

        TrainingStep of(Batch batch) {
            return steps.apply(sizes.of(batch.ends(), batch.longest()));
        }
    }

    private Series current() {
        return stepNumber < options.wholeImagesFrom() ? series : wholeImages;
    }

    /** What would fit: activations are in proportion to the batch, but for the similarities, which are fewer. */
    private String hint(DeviceMemoryException e, int batch) {
        int parts = options.accumulation();
        long fits = (long) (0.95 * e.free() / e.asked() * batch / parts) * parts;
        return fits > 0
                ? "a batch of " + fits + " pairs instead of " + batch + " would fit"
                        + (options.checkpointing() ? "" : ", more with gradient checkpointing")
                : "no batch fits" + (options.checkpointing() ? "" : ", but gradient checkpointing may make one");
    }

    /**
     * Sets where the draws of patches that steps leave out start: the next step draws as the one of this number of a run
     * of this seed does.
     */
    public void drawFrom(long runSeed, long step) {
        this.seed = runSeed;
        this.stepNumber = step;
    }

    /**
     * Runs the step; afterwards the gradients and the loss are those of its pairs.
     *
     * @throws InterruptedException if the thread is interrupted as it waits for the input
     */
    public void run(StepInput input) throws InterruptedException {
        Series now = current();
        now.images.at(seed, stepNumber++);
        if (options.accumulation() > 1) {
            run(now.whole(), input);
            return;
        }
        Batch batch = input.part(0);
        only = batch;
        run(now.of(batch), whole);
    }

    private void run(TrainingStep step, StepInput input) throws InterruptedException {
        if (expected != null) {
            step.expect(expected);
            expected = null;
        }
        step.run(input, groups);
        exchange.finish();
        lastFlops = step.flops();
    }

    private Batch only(int part) {
        return Objects.requireNonNull(only);
    }

    /** float32 [B, D], the unit features of the images of the step that ran last. */
    public Tensor imageFeatures() {
        return imageFeatures.all();
    }

    /** float32 [B, D], those of its texts. */
    public Tensor textFeatures() {
        return textFeatures.all();
    }

    /** int32 [B], the groups of the pairs of the step that ran last. */
    public int[] groups() {
        return groups;
    }

    /** Waits for the loss of the step that ran last. */
    public float loss() {
        model.engine().read(model.lossTensor(), loss);
        return loss[0];
    }

    /**
     * Tells the images of the run after the next, so that they can be brought in while the next computes. A hint: the array
     * must stay as it is until that run.
     */
    public void expect(float[] pixels) {
        expected = pixels;
    }

    /** Floating-point operations of the matrix products that the step that ran last needs for its gradients. */
    public long lastFlops() {
        return lastFlops;
    }

    /** Whether what ranks add up is copied from their devices to the hosts and back, which none but slow ones should have to. */
    public boolean addsUpInCopies() {
        return !exchange.ranks().alone() && !exchange.direct() && model.engine().host(model.lossTensor()) == null;
    }

    /** How often a step asks for each micro-batch. */
    public int passes() {
        return whole().passes();
    }

    /** The step that takes captions of all lengths. */
    public TrainingStep whole() {
        return current().whole();
    }

    /** The step that takes a micro-batch's captions, recorded now if it has not been. */
    public TrainingStep of(Batch batch) {
        return current().of(batch);
    }
}
