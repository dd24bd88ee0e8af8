package dev.diptych.nn.nd4j.array;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastAddOp;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastMulOp;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastSubOp;
import org.nd4j.linalg.api.ops.impl.reduce.same.Max;
import org.nd4j.linalg.api.ops.impl.reduce.same.Sum;
import org.nd4j.linalg.api.ops.impl.transforms.same.Reciprocal;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Exp;
import org.nd4j.linalg.factory.Nd4j;

/** A matrix [M, N] with a vector along its rows or columns, without INDArray's guesses at what a vector is. */
public final class Rows {
    private Rows() {}

    /** {@code z[m, n] = x[m, n] + row[n]}. */
    public static void add(INDArray x, INDArray row, INDArray z) {
        Nd4j.getExecutioner().exec(new BroadcastAddOp(x, row, z, 1));
    }

    /** {@code z[m, n] = x[m, n] * row[n]}. */
    public static void multiply(INDArray x, INDArray row, INDArray z) {
        Nd4j.getExecutioner().exec(new BroadcastMulOp(x, row, z, 1));
    }

    /** {@code z[m, n] = x[m, n] - column[m]}. */
    public static void subtractEach(INDArray x, INDArray column, INDArray z) {
        Nd4j.getExecutioner().exec(new BroadcastSubOp(x, column, z, 0));
    }

    /** {@code z[m, n] = x[m, n] * column[m]}. */
    public static void multiplyEach(INDArray x, INDArray column, INDArray z) {
        Nd4j.getExecutioner().exec(new BroadcastMulOp(x, column, z, 0));
    }

    /** {@code z[m] = sum over n of x[m, n]}. */
    public static void sumEach(INDArray x, INDArray z) {
        Nd4j.getExecutioner().exec(new Sum(x, z, false, 1));
    }

    /**
     * The softmax of each row: {@code z[m, n] = exp(x[m, n] - largest[m]) / sum[m]}.
     *
     * @param z may be {@code x}
     * @param largest written: each row's largest value
     * @param sum written: each row's sum of exponentials after its largest value was taken off
     * @param inverse scratch [M]
     */
    public static void softmax(INDArray x, INDArray z, INDArray largest, INDArray sum, INDArray inverse) {
        Nd4j.getExecutioner().exec(new Max(x, largest, false, 1));
        subtractEach(x, largest, z);
        Nd4j.getExecutioner().exec(new Exp(z, z));
        sumEach(z, sum);
        Nd4j.getExecutioner().exec(new Reciprocal(sum, inverse));
        multiplyEach(z, inverse, z);
    }
}
