package dev.diptych.contrastive.loss;

import dev.diptych.nn.op.loss.Total;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The mean of a loss over several lengths of the embedding (Kusupati et al. 2022, equation 1, with equal weights): of the first
 * columns, scaled to unit length again, for each; so that vectors may be cut to any of them and keep most of their recall.
 *
 * @param of the loss at each length
 * @param lengths in columns, ascending, the last of them the whole embedding
 */
public record MatryoshkaLoss(Loss of, List<Integer> lengths) implements Loss {
    public MatryoshkaLoss {
        lengths = List.copyOf(lengths);
        if (!areLengths(lengths)) {
            throw new IllegalArgumentException(
                    "loss: lengths " + lengths + ", expected two or more numbers above 0, ascending");
        }
        if (of instanceof MatryoshkaLoss) {
            throw new IllegalArgumentException("loss: lengths within lengths, expected a loss of one length");
        }
    }

    @Override
    public boolean addsUp() {
        return of.addsUp();
    }

    /** Whether these are two or more numbers above 0, ascending. */
    public static boolean areLengths(List<Integer> lengths) {
        for (int i = 0; i < lengths.size(); i++) {
            if (lengths.get(i) <= (i == 0 ? 0 : lengths.get(i - 1))) {
                return false;
            }
        }
        return lengths.size() > 1;
    }

    /*
     * The whole embedding comes last: backward, its gradient is then the first to be written, and those of the views add to it.
     */
    @Override
    public void record(Tape tape, Pairs pairs, double weight, Tensor loss) {
        int whole = pairs.image().shape().last();
        if (lengths.get(lengths.size() - 1) != whole) {
            throw new IllegalArgumentException(
                    "loss: lengths " + lengths + ", expected the last to be the embedding's, " + whole);
        }
        List<Tensor> terms = new ArrayList<>();
        for (int length : lengths) {
            Tensor term = tape.activation("loss of " + length + " columns", 1);
            of.record(tape, length == whole ? pairs : pairs.first(tape, length), weight / lengths.size(), term);
            terms.add(term);
        }
        tape.record(new Total(terms, loss));
    }
}
