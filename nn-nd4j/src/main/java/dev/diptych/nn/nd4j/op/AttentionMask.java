package dev.diptych.nn.nd4j.op;

import dev.diptych.nn.nd4j.array.Rows;
import dev.diptych.nn.nd4j.array.Views;
import dev.diptych.nn.op.Attention;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Tensor;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.custom.GreaterThan;
import org.nd4j.linalg.factory.Nd4j;

/** Takes the tokens that a query must not see out of its scores, before their softmax. */
@FunctionalInterface
interface AttentionMask {
    /** Added to a hidden score: so far below any other that its exponential is zero. */
    float HIDDEN = -1e30f;

    void hide();

    /**
     * The mask of an attention that is causal or has a limit for each sequence.
     *
     * @param hidden [B, T], scratch
     */
    static AttentionMask of(Attention p, INDArray hidden) {
        return p.visible() == null ? causal(p) : limited(p, p.visible(), hidden);
    }

    /** Hides later tokens from earlier ones. */
    private static AttentionMask causal(Attention p) {
        int tokens = p.tokens();
        float[] mask = new float[tokens * tokens];
        for (int t = 0; t < tokens; t++) {
            for (int later = t + 1; later < tokens; later++) {
                mask[t * tokens + later] = HIDDEN;
            }
        }
        INDArray square = Nd4j.createFromArray(mask);
        INDArray scores = Views.shaped(p.probabilities(), Shape.of(p.batch() * p.heads(), tokens * tokens));
        return () -> Rows.add(scores, square, scores);
    }

    /** Hides the tokens behind each sequence's limit from its one query. */
    private static AttentionMask limited(Attention p, Tensor visible, INDArray hidden) {
        int tokens = p.tokens();
        INDArray places = Nd4j.arange(tokens).castTo(DataType.INT).reshape(1, tokens);
        INDArray limits = Views.column(visible);
        INDArray behind = Nd4j.create(DataType.BOOL, p.batch(), tokens);
        INDArray[] scores = new INDArray[p.heads()]; // of one head of all sequences, [B, T]
        for (int h = 0; h < scores.length; h++) {
            long[] sizes = {p.batch(), tokens};
            long[] strides = {(long) p.heads() * tokens, 1};
            scores[h] = Views.strided(p.probabilities(), (long) h * tokens, sizes, strides);
        }
        return () -> {
            Nd4j.exec(new GreaterThan(places, limits, behind));
            hidden.assign(behind).muli(HIDDEN);
            for (INDArray head : scores) {
                head.addi(hidden);
            }
        };
    }
}
