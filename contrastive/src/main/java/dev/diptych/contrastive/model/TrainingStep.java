package dev.diptych.contrastive.model;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.layer.Pooling;
import dev.diptych.nn.op.InfoNce;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.op.SigmoidLoss;
import dev.diptych.nn.program.Program;
import dev.diptych.nn.program.Tape;
import dev.diptych.nn.program.Workspace;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** One recorded forward and backward pass at a fixed batch size and caption length. */
public final class TrainingStep {
    private final Engine engine;
    private final Program program;
    private final int tokens;
    private final Tensor images;
    private final Tensor ids;
    private final Pooling ends;
    private final @Nullable Tensor groups;
    private final Tensor loss;
    private final int[] rows;
    private final int[] cut;
    private final float[] lossValue = new float[1];

    /**
     * Records and compiles the step.
     *
     * @param tokens T, the longest caption it takes, start and end of text included
     * @param masked whether pairs of one group are kept from being each other's negatives
     * @param gradients where each parameter's gradient goes
     * @param workspace the arena of its activations
     */
    public TrainingStep(
            ClipModel model, int batch, int tokens, boolean masked, Parameters.Block gradients, Workspace workspace) {
        this.engine = model.engine();
        this.tokens = tokens;
        this.rows = new int[batch];
        this.cut = new int[batch * tokens];
        Tape tape = Tape.training();
        model.values()
                .tensors()
                .forEach((name, value) ->
                        tape.gradientOf(value.storage(), gradients.tensor(name).storage()));
        this.images = model.images(tape, batch);
        this.ids = tape.input("ids", DType.INT32, batch, tokens);
        this.ends = ClipModel.ends(tape, batch);
        this.groups = masked ? tape.input("groups", DType.INT32, batch) : null;
        Tensor image = ClipModel.normalize(tape, model.vision().apply(tape, images));
        Tensor text = ClipModel.normalize(tape, model.text().apply(tape, ids, ends));
        Tensor similarities = tape.activation("similarities", batch, batch);
        tape.record(Matmul.product(image, false, text, true, similarities, false));
        this.loss = tape.output("loss", 1);
        recordLoss(tape, model, similarities, batch);
        tape.backward();
        this.program = Program.compile(tape, engine, workspace);
    }

    /**
     * Runs the step: afterwards the gradients hold this batch's.
     *
     * @param pixels float32 [B, 3, S, S], normalised
     * @param captions int32 [B, T]
     * @param endTokens int32 [B], where each caption's end-of-text token stands
     * @param groupOf int32 [B], equal for pairs that are not each other's negatives; unused where not masked
     * @return the loss
     */
    public float run(float[] pixels, int[] captions, int[] endTokens, int[] groupOf) {
        engine.write(images, pixels);
        engine.write(ids, captions);
        writeEnds(engine, ends, endTokens, tokens, rows);
        if (groups != null) {
            engine.write(groups, groupOf);
        }
        program.run();
        engine.read(loss, lossValue);
        return lossValue[0];
    }

    public Program program() {
        return program;
    }

    /** int32 [B, T] for captions cut to this step's length, to be filled by the caller. */
    int[] cut() {
        return cut;
    }

    static void writeEnds(Engine engine, Pooling ends, int[] endTokens, int tokens, int[] rows) {
        for (int b = 0; b < endTokens.length; b++) {
            rows[b] = b * tokens + endTokens[b];
        }
        engine.write(ends.tokens(), endTokens);
        engine.write(ends.rows(), rows);
    }

    private void recordLoss(Tape tape, ClipModel model, Tensor similarities, int batch) {
        Tensor gradient = tape.activation("similarity gradient", batch, batch);
        Tensor scaleGradient = tape.activation("logit scale gradient", 1);
        Tensor bias = model.logitBiasTensor();
        if (bias == null) {
            tape.record(new InfoNce(similarities, model.logScaleTensor(), groups, loss, gradient, scaleGradient));
        } else {
            Tensor biasGradient = tape.activation("logit bias gradient", 1);
            tape.record(new SigmoidLoss(
                    similarities, model.logScaleTensor(), bias, groups, loss, gradient, scaleGradient, biasGradient));
        }
    }
}
