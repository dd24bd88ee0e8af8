package dev.diptych.nn.optim;

import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.op.L2Normalize;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.op.Mix;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Tensor;

/*
 * With the singular values of a matrix of norm 1 in (0, 1], each round takes each of them, s, to a s + b s^3 + c s^5: what
 * was 0.001 or more ends between 0.876 and 1.124. The polynomials are those that bring all of [0.001, 1] nearest to 1 in
 * their number of rounds (Amsel et al. 2025, "Polar Express").
 */
/** What makes the update of a matrix orthogonal: its nearest semi-orthogonal matrix, by matrix products alone. */
final class Muon {
    private static final double[][] ROUNDS = {
        {8.28721201814563, -23.595886519098837, 17.300387312530933},
        {4.107059111542203, -2.9478499167379106, 0.5448431082926601},
        {3.9486908534822946, -2.908902115962949, 0.5518191394370137},
        {3.3184196573706015, -2.488488024314874, 0.51004894012372},
        {2.300652019954817, -1.6689039845747493, 0.4188073119525673}
    };

    /** The root mean square of an update's elements, about AdamW's, so that one learning rate serves both (Liu et al. 2025). */
    private static final double UPDATE_SIZE = 0.2;

    private Muon() {}

    /** Records what turns the gradients of a hidden layer's weights, in their place, into the direction of their update. */
    static void record(Tape tape, Parameters.Entry entry, Tensor gradient) {
        int rows = entry.tensor().shape().size(0) / entry.stacked();
        for (int i = 0; i < entry.stacked(); i++) {
            matrix(tape, gradient.rows(i * rows, rows));
        }
    }

    private static void matrix(Tape tape, Tensor slope) {
        int m = slope.shape().size(0);
        int n = slope.shape().size(1);
        int least = Math.min(m, n);
        int elements = Math.multiplyExact(m, n);
        Tensor x = tape.activation("direction", m, n);
        Tensor higher = tape.activation("higher powers", m, n);
        Tensor square = tape.activation("square", least, least);
        Tensor fourth = tape.activation("fourth power", least, least);
        Tensor inverse = tape.activation("inverse norm", 1);
        tape.record(new L2Normalize(slope.reshape(1, elements), inverse, x.reshape(1, elements)));
        for (int i = 0; i < ROUNDS.length; i++) {
            double[] p = ROUNDS[i];
            boolean last = i == ROUNDS.length - 1;
            double size = last ? UPDATE_SIZE * Math.sqrt(Math.max(m, n)) : 1;
            boolean wide = m <= n; // the product of the shorter side: it is smaller, and has the same singular values
            tape.record(Matmul.product(x, !wide, x, wide, square, false));
            tape.record(Matmul.product(square, false, square, false, fourth, false));
            tape.record(new Mix(square, (float) p[1], fourth, (float) p[2], fourth));
            tape.record(Matmul.product(wide ? fourth : x, false, wide ? x : fourth, false, higher, false));
            tape.record(new Mix(x, (float) (size * p[0]), higher, (float) size, last ? slope : x));
        }
    }
}
