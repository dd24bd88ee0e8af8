package dev.diptych.nn.nd4j.loss;

import dev.diptych.nn.nd4j.array.Scratch;
import dev.diptych.nn.nd4j.array.Views;
import dev.diptych.nn.tensor.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.custom.EqualTo;
import org.nd4j.linalg.factory.Nd4j;

/** Which pairs a loss leaves out: those of one group, other than a pair with itself. */
final class Groups {
    private final INDArray column;
    private final INDArray row;
    private final INDArray equal;
    private final INDArray leftOut;
    private final INDArray own;

    /**
     * @param groups int32 [B]
     * @param first the pair that row 0 is of
     * @param leftOut [M, B], scratch that {@link #compare} fills
     */
    Groups(Tensor groups, int first, INDArray leftOut, Scratch scratch) {
        long rows = leftOut.size(0);
        this.column = Views.strided(groups, first, new long[] {rows, 1}, new long[] {1, 1});
        this.row = Views.row(groups);
        this.leftOut = leftOut;
        this.equal = scratch.flags(leftOut.shape());
        this.own = own(leftOut, first);
    }

    /** One where an entry is left out, zero elsewhere: [M, B]. */
    INDArray compare() {
        Nd4j.exec(new EqualTo(column, row, equal));
        leftOut.assign(equal);
        own.assign(0);
        return leftOut;
    }

    /** Each row's entry of its own pair in a contiguous [M, B] matrix, as a view [M]. */
    static INDArray own(INDArray matrix, int first) {
        return Nd4j.create(
                matrix.data(),
                new long[] {matrix.size(0)},
                new long[] {matrix.size(1) + 1},
                first,
                'c'); // data() starts at the first element
    }
}
