package dev.diptych.nn.optim;

import dev.diptych.nn.op.BatchMatmul;
import dev.diptych.nn.op.L2Normalize;
import dev.diptych.nn.op.Mix;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

    /** Elements of a batch: small matrices are worth computing together, large ones would only take memory. */
    private static final int MOST = 1 << 21;

    private final Tape tape;
    private final List<Tensor> slopes;
    private final int m;
    private final int n;

    private Muon(Tape tape, List<Tensor> slopes) {
        this.tape = tape;
        this.slopes = slopes;
        this.m = slopes.get(0).shape().size(0);
        this.n = slopes.get(0).shape().size(1);
    }

    /**
     * Records what turns gradients, in their place, into the directions of their updates.
     *
     * @param slopes float32 [m, n] each, contiguous; those of one shape are computed some at a time
     */
    static void record(Tape tape, List<Tensor> slopes) {
        Map<Shape, List<Tensor>> byShape = new LinkedHashMap<>();
        slopes.forEach(slope -> byShape.computeIfAbsent(slope.shape(), shape -> new ArrayList<>())
                .add(slope));
        byShape.forEach((shape, all) -> {
            int batch = (int) Math.max(1, MOST / shape.elements());
            for (int from = 0; from < all.size(); from += batch) {
                new Muon(tape, all.subList(from, Math.min(all.size(), from + batch))).record();
            }
        });
    }

    /*
     * x is kept without the factors a of the rounds so far, so that a round is products that add their second operand; the last
     * step puts them in.
     */
    private void record() {
        int least = Math.min(m, n);
        boolean wide = m <= n; // the product of the shorter side: it is smaller, and has the same singular values
        Tensor x = batch("direction", m, n);
        Tensor next = batch("next direction", m, n);
        Tensor square = batch("square", least, least);
        Tensor higher = batch("higher powers", least, least);
        normalize(x);
        double factor = 1;
        for (int i = 0; i < ROUNDS.length; i++) {
            double a = ROUNDS[i][0];
            double b = ROUNDS[i][1];
            double c = ROUNDS[i][2];
            boolean last = i == ROUNDS.length - 1;
            tape.record(new BatchMatmul(x, !wide, x, wide, (float) (factor * factor), null, square));
            tape.record(new BatchMatmul(square, false, square, false, (float) (c / b), square, higher));
            tape.record(new BatchMatmul(
                    wide ? higher : x,
                    false,
                    wide ? x : higher,
                    false,
                    last ? 1 : (float) (b / a),
                    last ? null : x,
                    next));
            if (last) {
                double size = UPDATE_SIZE * Math.sqrt(Math.max(m, n)) * factor;
                putBack(x, size * a, next, size * b);
            }
            factor *= a;
            Tensor done = x;
            x = next;
            next = done;
        }
    }

    private Tensor batch(String name, int rows, int columns) {
        return tape.activation(name, slopes.size(), rows, columns);
    }

    private void normalize(Tensor x) {
        Tensor inverse = tape.activation("inverse norm", 1);
        for (int i = 0; i < slopes.size(); i++) {
            tape.record(new L2Normalize(slopes.get(i).reshape(1, m * n), inverse, row(x, i)));
        }
    }

    private void putBack(Tensor x, double alpha, Tensor higher, double beta) {
        for (int i = 0; i < slopes.size(); i++) {
            Tensor slope = slopes.get(i).reshape(1, m * n);
            tape.record(new Mix(row(x, i), (float) alpha, row(higher, i), (float) beta, slope));
        }
    }

    private Tensor row(Tensor batch, int number) {
        return batch.reshape(slopes.size(), m * n).rows(number, 1);
    }
}
