package dev.diptych.bench.op;

import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tensor.Tensor;
import java.util.stream.Stream;

/**
 * What JMH found of one primitive at one size on both engines.
 *
 * @param oneDnn seconds of a run
 * @param nd4j seconds of a run
 */
public record OpTiming(OpCase op, Sizes sizes, double oneDnn, double nd4j) {
    /** Floating-point operations a second with oneDNN; 0 for what is no matrix product. */
    public double flopsPerSecond() {
        return primitive().flops() / oneDnn;
    }

    /** Bytes a second, read and written, with oneDNN. */
    public double bytesPerSecond() {
        Primitive primitive = primitive();
        return Stream.concat(primitive.reads().stream(), primitive.writes().stream())
                        .mapToLong(OpTiming::bytes)
                        .sum()
                / oneDnn;
    }

    /** How many times as long ND4J takes. */
    public double speedup() {
        return nd4j / oneDnn;
    }

    private Primitive primitive() {
        return op.primitive(new Operands(), sizes);
    }

    private static long bytes(Tensor tensor) {
        return tensor.shape().elements() * tensor.dtype().bytes();
    }
}
