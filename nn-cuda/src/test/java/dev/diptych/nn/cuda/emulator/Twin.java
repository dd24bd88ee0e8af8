package dev.diptych.nn.cuda.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tensor.BFloat16;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Role;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/** The same primitives with the same values on two engines, for sizes at which the oracle's differences take too long. */
final class Twin {
    private final Engine engine;
    private final Random random = new Random(7);
    private final Map<String, Tensor> results = new LinkedHashMap<>();

    private Twin(Engine engine) {
        this.engine = engine;
    }

    /**
     * What {@code build}'s primitives write to the tensors that it made by {@link #result}, in the order of their making.
     */
    static List<float[]> run(Engine engine, Function<Twin, List<Primitive>> build) {
        Twin twin = new Twin(engine);
        build.apply(twin)
                .forEach(primitive -> (engine.binds(primitive) ? List.of(primitive) : primitive.parts())
                        .forEach(part -> engine.bind(part).run()));
        engine.finish();
        List<float[]> values = new ArrayList<>();
        for (Tensor tensor : twin.results.values()) {
            float[] read = new float[Math.toIntExact(tensor.shape().elements())];
            engine.read(tensor, read);
            values.add(read);
        }
        return values;
    }

    /** Checks that all are within {@code tolerance} times the largest value of each tensor. */
    static void compare(String description, List<float[]> actual, List<float[]> expected, double tolerance) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int t = 0; t < actual.size(); t++) {
            double size = 1e-3; // for what cancels
            for (float value : expected.get(t)) {
                size = Math.max(size, Math.abs(value));
            }
            for (int i = 0; i < actual.get(t).length; i++) {
                double error = Math.abs(actual.get(t)[i] - expected.get(t)[i]);
                assertThat(error <= tolerance * size)
                        .as(
                                "%s: result %d [%d]: %s, expected %s, largest %s",
                                description, t, i, actual.get(t)[i], expected.get(t)[i], size)
                        .isTrue();
            }
        }
    }

    /** Normally distributed values that a bfloat16 holds, whatever the type. */
    Tensor normal(DType dtype, int... sizes) {
        Tensor tensor = place(dtype, sizes);
        float[] values = new float[Math.toIntExact(tensor.shape().elements())];
        for (int i = 0; i < values.length; i++) {
            values[i] = BFloat16.round((float) random.nextGaussian());
        }
        engine.write(tensor, values);
        return tensor;
    }

    Tensor floats(int... sizes) {
        return normal(DType.FLOAT32, sizes);
    }

    /** Squares of normal values. */
    Tensor positive(int... sizes) {
        Tensor tensor = floats(sizes);
        float[] values = new float[Math.toIntExact(tensor.shape().elements())];
        engine.read(tensor, values);
        for (int i = 0; i < values.length; i++) {
            values[i] = values[i] * values[i] + 0.1f;
        }
        engine.write(tensor, values);
        return tensor;
    }

    Tensor given(float... values) {
        Tensor tensor = place(DType.FLOAT32, values.length);
        engine.write(tensor, values);
        return tensor;
    }

    /** bfloat16 values as given. */
    Tensor narrow(List<Float> values) {
        Tensor tensor = place(DType.BFLOAT16, values.size());
        float[] written = new float[values.size()];
        for (int i = 0; i < written.length; i++) {
            written[i] = values.get(i);
        }
        engine.write(tensor, written);
        return tensor;
    }

    Tensor ids(int bound, int... sizes) {
        Tensor tensor = place(DType.INT32, sizes);
        engine.write(
                tensor,
                random.ints(tensor.shape().elements(), 0, bound)
                        .map(id -> random.nextInt(3) == 0 ? 1 % bound : id) // one of them often, as padding is
                        .toArray());
        return tensor;
    }

    /** A tensor whose values are compared; filled at first. */
    Tensor result(DType dtype, int... sizes) {
        Tensor tensor = normal(dtype, sizes);
        results.put("result " + results.size(), tensor);
        return tensor;
    }

    Tensor result(Tensor tensor) {
        results.put("result " + results.size(), tensor);
        return tensor;
    }

    private Tensor place(DType dtype, int... sizes) {
        Tensor tensor = Tensor.create("tensor", dtype, Role.STATE, Shape.of(sizes));
        tensor.storage().place(engine.allocate(dtype, tensor.shape().elements()), 0);
        return tensor;
    }
}
