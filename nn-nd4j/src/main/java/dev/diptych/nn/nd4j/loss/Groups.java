package dev.diptych.nn.nd4j.loss;

import dev.diptych.nn.nd4j.array.Views;
import dev.diptych.nn.tensor.Tensor;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.custom.EqualTo;
import org.nd4j.linalg.factory.Nd4j;

/** Which pairs a loss leaves out: those of one group, other than a pair with itself. */
final class Groups {
    private final INDArray column;
    private final INDArray row;
    private final INDArray equal;
    private final INDArray leftOut;
    private final INDArray diagonal;

    /**
     * @param groups int32 [B]
     * @param leftOut [B, B], scratch that {@link #compare} fills
     */
    Groups(Tensor groups, INDArray leftOut) {
        this.column = Views.column(groups);
        this.row = Views.row(groups);
        this.leftOut = leftOut;
        this.equal = Nd4j.create(DataType.BOOL, leftOut.shape());
        this.diagonal = diagonal(leftOut);
    }

    /** One where an entry is left out, zero elsewhere: [B, B]. */
    INDArray compare() {
        Nd4j.exec(new EqualTo(column, row, equal));
        leftOut.assign(equal);
        diagonal.assign(0);
        return leftOut;
    }

    /** The diagonal of a contiguous [B, B] matrix, as a view [B]. */
    static INDArray diagonal(INDArray matrix) {
        long size = matrix.size(0);
        return Nd4j.create(
                matrix.data(), new long[] {size}, new long[] {size + 1}, 0, 'c'); // data() starts at the first element
    }
}
