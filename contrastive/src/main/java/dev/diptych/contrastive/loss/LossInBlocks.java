package dev.diptych.contrastive.loss;

import dev.diptych.nn.op.Fill;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.tape.Add;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Role;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/*
 * The similarities of a block of rows are computed, then the block's loss with its gradient, which is carried on to the
 * features at once; so that the next block can take the same memory, and nothing is computed again.
 */
/** A loss over more pairs than have their similarities in memory at a time, and its gradient in the same pass. */
final class LossInBlocks implements Primitive {
    private final Pairs pairs;
    private final boolean bothWays;
    private final Term term;
    private final Tensor loss;
    private final @Nullable Tensor imageGradient; // null where nobody asks for it
    private final @Nullable Tensor textGradient;
    private final Tensor scaleGradient;
    private final @Nullable Tensor bias;
    private final Tensor biasGradient; // unused without bias

    /**
     * @param bothWays whether the loss is the sum of {@code term}'s over images and over texts, rather than over images alone
     * @param bias the logit bias, or null where the loss knows none
     * @param loss float32 [1], written
     */
    LossInBlocks(Tape tape, Pairs pairs, boolean bothWays, @Nullable Tensor bias, Term term, Tensor loss) {
        this.pairs = pairs;
        this.bothWays = bothWays;
        this.term = term;
        this.loss = loss;
        this.imageGradient = gradient(tape, pairs.image());
        this.textGradient = gradient(tape, pairs.text());
        this.scaleGradient = tape.activation("logit scale gradient", 1);
        this.bias = bias;
        this.biasGradient = tape.activation("logit bias gradient", 1);
    }

    private static @Nullable Tensor gradient(Tape tape, Tensor features) {
        return tape.differentiable(features)
                ? tape.activation(
                        "gradient of " + features.name(), features.shape().toArray())
                : null;
    }

    @Override
    public List<Tensor> reads() {
        return present(pairs.image(), pairs.text(), pairs.groups(), pairs.logScale(), bias);
    }

    @Override
    public List<Tensor> writes() {
        return present(loss, imageGradient, textGradient, scaleGradient, bias == null ? null : biasGradient);
    }

    private static List<Tensor> present(@Nullable Tensor... tensors) {
        return Stream.of(tensors).flatMap(Stream::ofNullable).toList();
    }

    @Override
    public void backward(Tape tape) {
        pass(tape, pairs.image(), imageGradient);
        pass(tape, pairs.text(), textGradient);
        pass(tape, pairs.logScale(), scaleGradient);
        pass(tape, bias, biasGradient);
    }

    private static void pass(Tape tape, @Nullable Tensor tensor, @Nullable Tensor gradient) {
        if (tensor != null && gradient != null) {
            tape.pass(tensor, gradient);
        }
    }

    @Override
    public List<Primitive> parts() {
        Blocks blocks = new Blocks();
        if (pairs.share().count() < pairs.batch()) {
            blocks.clear(imageGradient); // of which the rows of others are not written first, or not at all
        }
        blocks.add(pairs.image(), imageGradient, pairs.text(), textGradient);
        if (bothWays) {
            blocks.add(pairs.text(), textGradient, pairs.image(), imageGradient);
        }
        return blocks.steps;
    }

    /** The loss of some rows of similarities, such that those of all rows add up. */
    interface Term {
        /**
         * @param similarities float32 [M, B]
         * @param first the pair that row 0 is of
         * @param gradient float32 [M, B], written
         * @param biasGradient float32 [1], written where the loss knows a bias
         */
        Primitive of(
                Tensor similarities,
                int first,
                Tensor loss,
                Tensor gradient,
                Tensor scaleGradient,
                Tensor biasGradient);
    }

    /** The steps, as they are put together. */
    private final class Blocks {
        private final List<Primitive> steps = new ArrayList<>();
        private boolean written;
        private final Tensor similarities = scratch("similarities", pairs.rows(), pairs.batch());
        private final Tensor gradient = scratch("similarity gradient", pairs.rows(), pairs.batch());
        private final Tensor lossTerm = scratch("loss of a block", 1);
        private final Tensor scaleTerm = scratch("logit scale gradient of a block", 1);
        private final Tensor biasTerm = scratch("logit bias gradient of a block", 1);

        private static Tensor scratch(String name, int... sizes) {
            return Tensor.create(name, DType.FLOAT32, Role.ACTIVATION, Shape.of(sizes));
        }

        void clear(@Nullable Tensor values) {
            if (values != null) {
                steps.add(new Fill(values, 0));
            }
        }

        /** Each of {@code from}'s similarities to all of {@code to}, of the share. */
        void add(Tensor from, @Nullable Tensor fromGradient, Tensor to, @Nullable Tensor toGradient) {
            boolean again = written;
            int end = pairs.share().first() + pairs.share().count();
            for (int first = pairs.share().first(); first < end; first += pairs.rows()) {
                int count = Math.min(pairs.rows(), end - first);
                boolean begun = written;
                written = true;
                Tensor rows = from.rows(first, count);
                Tensor block = similarities.rows(0, count);
                Tensor slope = gradient.rows(0, count);
                steps.add(Matmul.product(rows, false, to, true, block, false));
                steps.add(term.of(block, first, lossTerm, slope, scaleTerm, biasTerm));
                steps.add(new Add(lossTerm, loss, begun));
                steps.add(new Add(scaleTerm, scaleGradient, begun));
                if (bias != null) {
                    steps.add(new Add(biasTerm, biasGradient, begun));
                }
                if (fromGradient != null) {
                    steps.add(Matmul.product(slope, false, to, false, fromGradient.rows(first, count), again));
                }
                if (toGradient != null) {
                    steps.add(Matmul.product(slope, true, rows, false, toGradient, begun));
                }
            }
        }
    }
}
