package dev.diptych.bench.op;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Role;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;

/** The tensors of one primitive: first described, then given memory and values on an engine. */
final class Operands {
    private final List<Floats> floats = new ArrayList<>();
    private final List<Ints> ints = new ArrayList<>();

    /** Values from [-1, 1). */
    Tensor any(String name, int... sizes) {
        return floats(name, -1, sizes);
    }

    /** Values from [0.1, 1), as variances and the like have. */
    Tensor positive(String name, int... sizes) {
        return floats(name, 0.1f, sizes);
    }

    /** Whole numbers, each told by its place. */
    Tensor numbers(String name, IntUnaryOperator value, int... sizes) {
        Tensor tensor = Tensor.create(name, DType.INT32, Role.STATE, Shape.of(sizes));
        ints.add(new Ints(tensor, value));
        return tensor;
    }

    void place(Engine engine) {
        SplittableRandom random = new SplittableRandom(0);
        for (Floats each : floats) {
            float[] values = new float[memory(engine, each.tensor)];
            for (int i = 0; i < values.length; i++) {
                values[i] = each.least + (float) random.nextDouble() * (1 - each.least);
            }
            engine.write(each.tensor, values);
        }
        for (Ints each : ints) {
            int[] values = new int[memory(engine, each.tensor)];
            for (int i = 0; i < values.length; i++) {
                values[i] = each.value.applyAsInt(i);
            }
            engine.write(each.tensor, values);
        }
    }

    private Tensor floats(String name, float least, int... sizes) {
        Tensor tensor = Tensor.create(name, DType.FLOAT32, Role.STATE, Shape.of(sizes));
        floats.add(new Floats(tensor, least));
        return tensor;
    }

    private static int memory(Engine engine, Tensor tensor) {
        int elements = Math.toIntExact(tensor.shape().elements());
        tensor.storage().place(engine.allocate(tensor.dtype(), elements), 0);
        return elements;
    }

    private record Floats(Tensor tensor, float least) {}

    private record Ints(Tensor tensor, IntUnaryOperator value) {}
}
