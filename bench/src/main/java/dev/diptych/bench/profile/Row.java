package dev.diptych.bench.profile;

import dev.diptych.bench.machine.Machine;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tensor.Tensor;

/**
 * Some of a step's ops, added up.
 *
 * @param name what they have in common: an op family, or a layer
 * @param calls how many ops
 * @param seconds they took
 * @param flops floating-point operations of the products among them
 * @param bytes read and written, each tensor counted once an op
 * @param bound the least seconds that the machine's roofline allows them, op by op
 */
public record Row(String name, int calls, double seconds, long flops, long bytes, double bound) {
    static Row of(String name, Primitive primitive, double seconds, Machine machine) {
        long bytes = 0;
        for (Tensor tensor : primitive.reads()) {
            bytes += bytes(tensor);
        }
        for (Tensor tensor : primitive.writes()) {
            bytes += bytes(tensor);
        }
        long flops = primitive.flops();
        return new Row(name, 1, seconds, flops, bytes, machine.seconds(flops, bytes));
    }

    Row plus(Row other) {
        return new Row(
                name,
                calls + other.calls,
                seconds + other.seconds,
                flops + other.flops,
                bytes + other.bytes,
                bound + other.bound);
    }

    /** The share of the roofline that was reached; above 1 where operands came from a cache. */
    public double roofline() {
        return bound / seconds;
    }

    private static long bytes(Tensor tensor) {
        return tensor.shape().elements() * tensor.dtype().bytes();
    }
}
