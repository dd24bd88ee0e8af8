package dev.diptych.contrastive.model;

import dev.diptych.contrastive.loss.LossKind;
import dev.diptych.export.model.DeclaredModel;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.nn.adapter.LowRank;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.layer.Pooling;
import dev.diptych.nn.op.Copy;
import dev.diptych.nn.op.L2Normalize;
import dev.diptych.nn.op.fixed.FixedWeights;
import dev.diptych.nn.optim.Bound;
import dev.diptych.nn.optim.Optimizer;
import dev.diptych.nn.optim.OptimizerConfig;
import dev.diptych.nn.optim.Readout;
import dev.diptych.nn.tape.Precision;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Role;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Tensor;
import dev.diptych.text.TextTransformer;
import dev.diptych.vision.VisionTransformer;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Two towers into one embedding space, with the loss' learnt temperature, on an engine. Closing a model releases all that was
 * made for it: its parameters, encoders, gradients, steps and optimisers. It is closed at the latest with the engine.
 */
public final class ClipModel implements AutoCloseable {
    private final ModelConfig config;
    private final LossKind loss;
    private final Precision precision;
    private final Engine engine;
    private final Parameters parameters;
    private final VisionTransformer vision;
    private final TextTransformer text;
    private final Tensor logScale;
    private final @Nullable Tensor logitBias;
    private final Parameters.Block values;
    private final Tuning tuning;
    private final boolean fixed;
    private final @Nullable ProjectionHead head;
    private final Readout readout = new Readout(1);
    private final float[] scalar = new float[1];

    /** A float32 model whose parameters are placed on {@code engine} but not yet given values. */
    public ClipModel(ModelConfig config, LossKind loss, Engine engine) {
        this(config, loss, Precision.FP32, engine);
    }

    /** A model whose programs compute in {@code precision}. */
    public ClipModel(ModelConfig config, LossKind loss, Precision precision, Engine engine) {
        this(config, loss, precision, engine, Tuning.WHOLE);
    }

    /** A model that is trained in a way of its own. */
    public ClipModel(ModelConfig config, LossKind loss, Precision precision, Engine engine, Tuning tuning) {
        this(config, loss, precision, engine, tuning, false);
    }

    /**
     * A model that is not trained: its values change only where the host writes them to {@link #engine}, so that its programs may keep
     * weights in the form that they read.
     */
    public static ClipModel untrained(ModelConfig config, LossKind loss, Precision precision, Engine engine) {
        return new ClipModel(config, loss, precision, engine, Tuning.WHOLE, true);
    }

    private ClipModel(
            ModelConfig config, LossKind loss, Precision precision, Engine engine, Tuning tuning, boolean fixed) {
        this.config = config;
        this.loss = loss;
        this.precision = precision;
        DeclaredModel declared = DeclaredModel.of(config, loss.family(), tuning.adapting());
        this.parameters = declared.parameters();
        this.vision = declared.vision();
        this.text = declared.text();
        this.logScale = declared.logScale();
        this.logitBias = declared.logitBias();
        this.tuning = tuning;
        this.fixed = fixed;
        this.head = tuning.head()
                .map(size -> ProjectionHead.declare(parameters, vision.pooledWidth(), size))
                .orElse(null);
        parameters.regroup(tuning.grouping());
        this.engine = engine.region();
        this.values = inside(this.engine, parameters::place);
    }

    /** What is made in a region, which is closed where that fails. */
    static <T> T inside(Engine region, Function<Engine, T> making) {
        try {
            return making.apply(region);
        } catch (RuntimeException | Error e) {
            region.close();
            throw e;
        }
    }

    /** The parameters of such a model, in no engine's memory. */
    public static Parameters declare(ModelConfig config, LossKind loss) {
        return DeclaredModel.of(config, loss.family()).parameters();
    }

    /** Whether a parameter is an adapter's or the projection head's, which the model has for training alone. */
    public boolean isForTraining(String name) {
        return name.startsWith(ProjectionHead.PREFIX)
                || parameters.adapters().values().stream()
                        .anyMatch(adapter -> name.equals(adapter.down().name())
                                || name.equals(adapter.up().name()));
    }

    /** The parameters of such a model with adapters, in no engine's memory. */
    public static Parameters declare(ModelConfig config, LossKind loss, Function<String, Optional<LowRank>> adapting) {
        return DeclaredModel.of(config, loss.family(), adapting).parameters();
    }

    /** Draws first values of what is there {@linkplain #isForTraining for training alone}, beside weights that are read. */
    public void initializeForTraining(long seed) {
        parameters.initialize(engine, seed, this::isForTraining);
    }

    /** Draws first values as open_clip does. */
    public void initialize(long seed) {
        parameters.initialize(engine, seed);
    }

    /**
     * What ends a training step of this model; its one bounded value is the log scale, which stays in [0, ln 100] as
     * open_clip's does.
     *
     * @param gradients what the steps write
     */
    public Optimizer optimizer(OptimizerConfig settings, Parameters.Block gradients) {
        Bound scale = new Bound(logScale, 0, LossKind.LARGEST_LOG_SCALE);
        return new Optimizer(
                settings, engine, parameters, values, gradients, readout, List.of(scale), tuning.averaging());
    }

    /**
     * The vision tower for {@code batch} images at a time.
     *
     * @return a program from normalised images to unit embeddings
     */
    public Encoder imageEncoder(int batch) {
        return imageEncoder(batch, ImageFeatures.EMBEDDING);
    }

    /** The vision tower for {@code batch} images at a time, as a program to the features that are asked for. */
    public Encoder imageEncoder(int batch, ImageFeatures which) {
        Tape tape = forward();
        Tensor images = images(batch);
        Tensor pooled = vision.pool(tape, images, null);
        Tensor features = which.projected() ? vision.project(tape, pooled) : tape.as(DType.FLOAT32, pooled);
        Tensor out = which.unit() ? normalize(tape, features) : kept(tape, features);
        return Encoder.images(engine.region(), tape, images, out);
    }

    /** Whether its values may change otherwise than by the host: its programs of forward passes are others then. */
    public boolean isTrained() {
        return !fixed;
    }

    /** A tape for forward passes of this model. */
    public Tape forward() {
        return (fixed ? FixedWeights.tape(precision) : Tape.inference(precision)).on(engine);
    }

    /** How many numbers such features have. */
    public int dimensions(ImageFeatures which) {
        return which.projected() ? config.embedDim() : vision.pooledWidth();
    }

    private static Tensor kept(Tape tape, Tensor features) {
        Tensor out = tape.output("features", features.shape().toArray());
        tape.record(new Copy(features, out));
        return out;
    }

    /** The text tower for {@code batch} captions of {@code tokens} tokens at a time. */
    public Encoder textEncoder(int batch, int tokens) {
        Tape tape = forward();
        Tensor ids = tape.input("ids", DType.INT32, batch, tokens);
        Pooling ends = ends(tape, batch);
        return Encoder.texts(engine.region(), tape, ids, ends, normalize(tape, text.apply(tape, ids, ends)));
    }

    /**
     * The text tower for up to {@code captions} captions at a time that have up to {@code rows} tokens together.
     *
     * @throws IllegalArgumentException unless the model {@linkplain #packsCaptions packs captions}
     */
    public PackedEncoder packedTextEncoder(int captions, int rows) {
        Tape tape = forward();
        PackedCaptions input = new PackedCaptions(this, tape, captions, rows);
        return new PackedEncoder(engine.region(), tape, input, normalize(tape, input.record(tape)));
    }

    /** Whether captions of unlike lengths are best packed: the text tower can be, and the engine has what it takes. */
    public boolean packsCaptions() {
        return engine.packsSequences() && config.text().packs();
    }

    /** What the vision tower reads: float32 [B, 3, S, S]. */
    public Tensor images(int batch) {
        int side = config.vision().imageSize();
        return Tensor.create("images", DType.FLOAT32, Role.INPUT, Shape.of(batch, 3, side, side));
    }

    /** Lets the gradients of what {@code tape} records go to {@code gradients}; what is frozen has none. */
    public void takeGradients(Tape tape, Parameters.Block gradients) {
        for (Parameters.Entry entry : parameters.entries()) {
            if (entry.group().trained()) {
                tape.gradientOf(
                        entry.tensor().storage(), gradients.tensor(entry.name()).storage());
            } else {
                tape.freeze(entry.tensor().storage());
            }
        }
    }

    /** Where captions are pooled, as inputs. */
    public static Pooling ends(Tape tape, int batch) {
        return new Pooling(tape.input("end tokens", DType.INT32, batch), tape.input("end rows", DType.INT32, batch));
    }

    /** Unit rows of {@code features}, as a tensor that outlives the run in forward programs. */
    public static Tensor normalize(Tape tape, Tensor features) {
        int[] sizes = features.shape().toArray();
        Tensor out = tape.isTraining()
                ? tape.activation("unit " + features.name(), sizes)
                : tape.output("embeddings", sizes);
        tape.record(new L2Normalize(features, tape.activation("inverse norm", sizes[0]), out));
        return out;
    }

    /** The image tower, to record. */
    public VisionTransformer vision() {
        return vision;
    }

    /** What SimCLR's loss sees further views of images by; null where the loss asks for none. */
    public @Nullable ProjectionHead head() {
        return head;
    }

    /** How many images a pair of a training step has: one, or two further views beside it. */
    public int imagesPerPair() {
        return tuning.imagesPerPair();
    }

    /** The text tower, to record. */
    public TextTransformer text() {
        return text;
    }

    public LossKind loss() {
        return loss;
    }

    /** float32 [1], where training steps write their loss. */
    public Tensor lossTensor() {
        return readout.lossTensor();
    }

    /** float32 [1], the logarithm of the learnt temperature's inverse. */
    public Tensor logScaleTensor() {
        return logScale;
    }

    /** float32 [1], or null where the model has none. */
    public @Nullable Tensor logitBiasTensor() {
        return logitBias;
    }

    /** The logarithm of the learnt temperature's inverse. */
    public float logScale() {
        engine.read(logScale, scalar);
        return scalar[0];
    }

    public Precision precision() {
        return precision;
    }

    public ModelConfig config() {
        return config;
    }

    /** Where all that belongs to this model is made: a region of the engine that it was given. */
    public Engine engine() {
        return engine;
    }

    @Override
    public void close() {
        engine.close();
    }

    public Parameters parameters() {
        return parameters;
    }

    public Parameters.Block values() {
        return values;
    }
}
