package dev.diptych.nn.onednn;

import dev.diptych.nn.op.Attention;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Tensor;
import java.util.stream.Stream;

/*
 * oneDNN 3.11 takes batch axes whose outermost distance is (number of matrices) times the innermost for one axis without
 * gaps, and reads the wrong sequences (uxlfoundation/oneDNN pull request 5556). With sequences T S apart and heads W / H
 * apart that is T S = B W: with projections packed in threes, batches of 3 T sequences. The first sequence is computed
 * alone then, which leaves B - 1.
 */
/** Some of the sequences of an attention: {@code [from, from + count)}. */
record Sequences(int from, int count) {
    /** Whether oneDNN would read sequences of a batch wrongly. */
    static boolean misread(Attention op) {
        return Stream.of(op.q(), op.k(), op.v(), op.out()).anyMatch(Sequences::misread);
    }

    /** Whether oneDNN would read or write sequences of a batch wrongly. */
    static boolean misread(Attention.Grad op) {
        return misread(op.forward())
                || Stream.of(op.dout(), op.dq(), op.dk(), op.dv()).anyMatch(Sequences::misread);
    }

    /** The first sequence. */
    static Sequences first() {
        return new Sequences(0, 1);
    }

    /** All but the first of {@code batch} sequences. */
    static Sequences others(int batch) {
        return new Sequences(1, batch - 1);
    }

    Attention of(Attention op) {
        Tensor visible = op.visible();
        return new Attention(
                of(op.q()),
                of(op.k()),
                of(op.v()),
                op.heads(),
                op.causal(),
                visible == null ? null : of(visible),
                of(op.scores()),
                of(op.probabilities()),
                of(op.out()));
    }

    Attention.Grad of(Attention.Grad op) {
        return new Attention.Grad(
                of(op.forward()), of(op.dout()), of(op.scores()), of(op.dq()), of(op.dk()), of(op.dv()));
    }

    private Tensor of(Tensor tensor) {
        int[] sizes = tensor.shape().toArray();
        long apart = sizes.length == 1 ? 1 : tensor.shape().rows() / sizes[0] * tensor.rowStride();
        sizes[0] = count;
        long stride = sizes.length == 1 ? count : tensor.rowStride();
        return new Tensor(tensor.storage(), Shape.of(sizes), stride, tensor.offset() + from * apart);
    }

    private static boolean misread(Tensor tensor) {
        int batch = tensor.shape().size(0);
        return batch > 1
                && tensor.shape().size(1) * tensor.rowStride()
                        == (long) batch * tensor.shape().last();
    }
}
