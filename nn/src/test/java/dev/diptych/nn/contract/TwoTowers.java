package dev.diptych.nn.contract;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.layer.Initializer;
import dev.diptych.nn.layer.Linear;
import dev.diptych.nn.layer.Norm;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.layer.Pooling;
import dev.diptych.nn.layer.Transformer;
import dev.diptych.nn.layer.TransformerConfig;
import dev.diptych.nn.op.Activation;
import dev.diptych.nn.op.L2Normalize;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.op.loss.InfoNce;
import dev.diptych.nn.op.token.Embedding;
import dev.diptych.nn.op.token.PatchGather;
import dev.diptych.nn.op.token.PrependClass;
import dev.diptych.nn.op.token.SelectRows;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A CLIP so small that its loss can be differentiated by each parameter numerically: two blocks a tower. */
public final class TwoTowers {
    private static final int BATCH = 3;
    private static final int SIDE = 6;
    private static final int PATCH = 3;
    private static final int PATCHES = 4;
    private static final int CONTEXT = 5;
    private static final int VOCABULARY = 7;
    private static final int WIDTH = 6;
    private static final int EMBEDDING = 5;

    private final Parameters parameters = new Parameters();
    private final Linear patches;
    private final Tensor cls;
    private final Tensor imagePositions;
    private final Norm before;
    private final Transformer imageBlocks;
    private final Norm after;
    private final Tensor imageProjection;
    private final Tensor tokens;
    private final Tensor textPositions;
    private final Transformer textBlocks;
    private final Norm last;
    private final Tensor textProjection;
    private final Tensor logScale;

    public TwoTowers() {
        Initializer normal = Initializer.normal(0.5);
        Transformer.Weights weights = new Transformer.Weights(normal, normal, normal, normal, false);
        int pixels = 3 * PATCH * PATCH;
        patches = new Linear(parameters.declare("patches", normal, true, WIDTH, pixels), null);
        cls = parameters.declare("cls", normal, false, WIDTH);
        imagePositions = parameters.declare("image positions", normal, false, PATCHES + 1, WIDTH);
        before = Norm.declare(parameters, "before", WIDTH);
        imageBlocks = Transformer.declare(parameters, "image", config(false, Activation.Kind.GELU), weights);
        after = Norm.declare(parameters, "after", WIDTH);
        imageProjection = parameters.declare("image projection", normal, true, WIDTH, EMBEDDING);
        tokens = parameters.declare("tokens", normal, true, VOCABULARY, WIDTH);
        textPositions = parameters.declare("text positions", normal, false, CONTEXT + 1, WIDTH);
        textBlocks = Transformer.declare(parameters, "text", config(true, Activation.Kind.QUICK_GELU), weights);
        last = Norm.declare(parameters, "last", WIDTH);
        textProjection = parameters.declare("text projection", normal, true, WIDTH, EMBEDDING);
        logScale = parameters.declare("log scale", Initializer.constant(Math.log(10)), false, 1);
    }

    public Parameters parameters() {
        return parameters;
    }

    /** Gives every parameter, biases and norms included, a value of its own. */
    public Parameters.Block initialize(Engine engine) {
        Parameters.Block values = parameters.place(engine);
        parameters.initialize(engine, 7);
        for (Parameters.Entry entry : parameters.entries()) {
            Random random = new Random(entry.name().hashCode());
            float[] own = new float[Math.toIntExact(entry.tensor().shape().elements())];
            engine.read(entry.tensor(), own);
            for (int i = 0; i < own.length; i++) {
                own[i] += (float) (0.2 * random.nextGaussian());
            }
            engine.write(entry.tensor(), own);
        }
        return values;
    }

    /** Records both towers and their loss. */
    public Recording record(Tape tape, boolean pooled, boolean grouped) {
        Tensor images = tape.input("images", DType.FLOAT32, BATCH, 3, SIDE, SIDE);
        Tensor ids = tape.input("ids", DType.INT32, BATCH, CONTEXT);
        Pooling ends = new Pooling(tape.input("ends", DType.INT32, BATCH), tape.input("end rows", DType.INT32, BATCH));
        @Nullable Tensor groups = grouped ? tape.input("groups", DType.INT32, BATCH) : null;
        Tensor imageFeatures = images(tape, images, pooled);
        Tensor textFeatures = texts(tape, ids, ends, pooled);
        Tensor similarities = tape.activation("similarities", BATCH, BATCH);
        tape.record(Matmul.product(imageFeatures, false, textFeatures, true, similarities, false));
        Tensor loss = tape.output("loss", 1);
        tape.record(new InfoNce(
                similarities,
                logScale,
                groups,
                loss,
                tape.activation("similarity gradient", BATCH, BATCH),
                tape.activation("scale gradient", 1)));
        return new Recording(images, ids, ends, groups, imageFeatures, textFeatures, loss);
    }

    /** The images of the batch that recordings write. */
    static float[] pixels() {
        Random random = new Random(11);
        float[] pixels = new float[BATCH * 3 * SIDE * SIDE];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextGaussian();
        }
        return pixels;
    }

    private Tensor images(Tape tape, Tensor images, boolean pooled) {
        Tensor cut = tape.computed("cut", BATCH * PATCHES, 3 * PATCH * PATCH);
        tape.record(new PatchGather(images, PATCH, cut));
        Tensor embedded = tape.activation("embedded", BATCH * PATCHES, WIDTH);
        tape.record(Matmul.linear(cut, patches.weight(), null, embedded));
        Tensor sequence = tape.activation("sequence", BATCH, PATCHES + 1, WIDTH);
        tape.record(new PrependClass(embedded, cls, imagePositions, sequence));
        Pooling pooling = Pooling.first(tape, BATCH, PATCHES + 1);
        Tensor x = before.applyToStream(tape, "before", sequence);
        Tensor token =
                pooled ? imageBlocks.applyPooled(tape, x, pooling) : select(tape, imageBlocks.apply(tape, x), pooling);
        return features(tape, "image features", after.apply(tape, "after", token), imageProjection);
    }

    private Tensor texts(Tape tape, Tensor ids, Pooling ends, boolean pooled) {
        Tensor x = tape.activation("text sequence", BATCH, CONTEXT, WIDTH);
        tape.record(new Embedding(ids, tokens, textPositions, x));
        Tensor token = pooled ? textBlocks.applyPooled(tape, x, ends) : select(tape, textBlocks.apply(tape, x), ends);
        return features(tape, "text features", last.apply(tape, "last", token), textProjection);
    }

    private static Tensor select(Tape tape, Tensor x, Pooling pooling) {
        Tensor out = tape.activation("token", BATCH, 1, WIDTH);
        tape.record(new SelectRows(x, pooling.rows(), out));
        return out;
    }

    private static Tensor features(Tape tape, String name, Tensor token, Tensor projection) {
        Tensor projected = tape.activation("projected", BATCH, EMBEDDING);
        tape.record(Matmul.product(token, false, projection, false, projected, false));
        Tensor features = tape.output(name, BATCH, EMBEDDING);
        tape.record(new L2Normalize(projected, tape.activation("lengths", BATCH), features));
        return features;
    }

    private static TransformerConfig config(boolean causal, Activation.Kind kind) {
        return new TransformerConfig(WIDTH, 2, 2, 10, causal, kind);
    }

    /** The tensors of one recording that the host writes and reads. */
    public record Recording(
            Tensor images,
            Tensor ids,
            Pooling ends,
            @Nullable Tensor groups,
            Tensor imageFeatures,
            Tensor textFeatures,
            Tensor loss) {
        /** Writes one batch, of one group for the first and last pair. */
        public void write(Engine engine) {
            engine.write(images, pixels());
            Random random = new Random(12);
            engine.write(ids, random.ints(BATCH * CONTEXT, 0, VOCABULARY).toArray());
            int[] last = {4, 0, 2};
            if (ends.tokens().storage().placed()) { // pooled towers alone ask which token it is
                engine.write(ends.tokens(), last);
            }
            engine.write(ends.rows(), new int[] {last[0], CONTEXT + last[1], 2 * CONTEXT + last[2]});
            if (groups != null) {
                engine.write(groups, new int[] {5, 9, 5});
            }
        }
    }
}
