package dev.diptych.contrastive.step;

import dev.diptych.contrastive.loss.Pairs;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.ranks.Exchange;
import dev.diptych.contrastive.ranks.Ranks;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;
import java.util.Arrays;

/** The unit features of all pairs of a step, of one kind, and the loss' gradient of each, with a view of each of this rank's micro-batches'. */
final class StepFeatures {
    private final Tensor all;
    private final Tensor gradient;
    private final Tensor[] parts;
    private final Tensor[] gradientParts;
    private boolean asked;

    /**
     * @param width D
     * @param rows M, pairs of this rank's in a micro-batch
     * @param count micro-batches in a step
     * @param ranks whose pairs are beside each other's
     */
    StepFeatures(ClipModel model, int width, int rows, int count, Ranks ranks) {
        Tape tape = Tape.inference(model.precision()).on(model.engine());
        int pairs = Math.multiplyExact(rows * count, ranks.size());
        int first = ranks.rank() * count;
        this.all = tape.input("features", DType.FLOAT32, pairs, width);
        this.gradient = tape.output("feature gradient", pairs, width);
        this.parts = new Tensor[count];
        this.gradientParts = new Tensor[count];
        Arrays.setAll(parts, part -> all.rows((first + part) * rows, rows));
        Arrays.setAll(gradientParts, part -> gradient.rows((first + part) * rows, rows));
    }

    /**
     * Lets {@code loss} take the gradient of all features, so that it can be carried on.
     *
     * @param trained whether anything of the tower is: if not, the loss takes none
     */
    Tensor leaf(Tape loss, boolean trained) {
        asked = trained;
        if (trained) {
            loss.leaf(all, gradient);
        }
        return all;
    }

    /** A rank's own pairs among them. */
    Pairs.Share share(Ranks ranks) {
        int own = all.shape().size(0) / ranks.size();
        return new Pairs.Share(ranks.rank() * own, own);
    }

    /** Adds up what each rank's share of the loss makes of the gradient of this rank's own pairs. */
    void addUp(Exchange exchange) {
        if (asked) {
            exchange.sumShares(gradient);
        }
    }

    /** float32 [B, D], those of all micro-batches of all ranks. */
    Tensor all() {
        return all;
    }

    /** How many micro-batches this rank has of a step. */
    int count() {
        return parts.length;
    }

    /** float32 [M, D], those of a micro-batch. */
    Tensor part(int number) {
        return parts[number];
    }

    /** float32 [M, D], the gradients of those of a micro-batch. */
    Tensor gradientPart(int number) {
        return gradientParts[number];
    }
}
