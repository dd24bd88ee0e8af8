package dev.diptych.nn.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.op.Attention;
import dev.diptych.nn.oracle.Oracle;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tensor.BFloat16;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Role;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Storage;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One primitive on random tensors, run on an engine and on the oracle. Every element of every storage is compared: what
 * the primitive reads, and what lies between the rows of a view, must stay as it was. What it writes without reading
 * holds NaN before the run.
 */
final class Trial {
    /**
     * For sums of up to a hundred products in float32: each rounds by at most 2^-24, so that the sum is off by at most
     * 100 * 2^-24 = 6e-6 of its terms' size, of which the storage's largest value is the measure.
     */
    static final double SUMS = 1e-5;

    /**
     * For results kept in bfloat16: rounded by at most 2^-9 = 2e-3 of themselves, and once more where what they are
     * computed from is itself rounded, as attention's probabilities are.
     */
    static final double HALVES = 5e-3;

    /** For values that are moved, not computed. */
    static final double EXACT = 0;

    /** Inputs are of size one or so: where what they add up to cancels, this stands for its terms' size. */
    private static final double LEAST_SIZE = 0.1;

    /** The system property {@code diptych.contract.seeds} asks for fewer than three. */
    private static final long[] SEEDS =
            Arrays.copyOf(new long[] {1, 20, 300}, Integer.getInteger("diptych.contract.seeds", 3));

    private static final int MARGIN = 5;

    private final Random random;
    private final Oracle oracle = new Oracle();
    private final List<Storage> storages = new ArrayList<>();

    private Trial(long seed) {
        this.random = new Random(seed);
    }

    /** Checks what {@code build} returns on three seeds, to {@code tolerance} times each storage's largest value. */
    static void check(Supplier<Engine> engines, double tolerance, Function<Trial, Primitive> build) {
        try (Engine engine = engines.get()) {
            for (long seed : SEEDS) {
                Trial trial = new Trial(seed);
                Primitive primitive = build.apply(trial);
                for (Storage storage : trial.storages) {
                    Engines.assumeComputes(engine, storage.dtype());
                }
                trial.compare(engine, primitive, tolerance, "seed " + seed + ", " + primitive);
            }
        }
    }

    /** Normally distributed values. */
    Tensor normal(int... sizes) {
        Shape shape = Shape.of(sizes);
        return new Tensor(filled(shape.elements(), 0, 1), shape, shape.last(), 0);
    }

    /** Normally distributed bfloat16 values. */
    Tensor halves(int... sizes) {
        Shape shape = Shape.of(sizes);
        return new Tensor(filled(DType.BFLOAT16, Role.INPUT, shape.elements(), 0, 1), shape, shape.last(), 0);
    }

    /** Normally distributed values that are learnt: engines may bring them into another layout. */
    Tensor weights(int... sizes) {
        Shape shape = Shape.of(sizes);
        return new Tensor(filled(DType.FLOAT32, Role.PARAMETER, shape.elements(), 0, 1), shape, shape.last(), 0);
    }

    /** Normally distributed values whose rows lie apart, between others: columns of a wider tensor. */
    Tensor apart(int... sizes) {
        Shape shape = Shape.of(sizes);
        long stride = shape.last() + 2L * MARGIN;
        return new Tensor(filled(shape.rows() * stride, 0, 1), shape, stride, MARGIN);
    }

    /** Normally distributed around {@code mean}. */
    Tensor around(double mean, double deviation, int... sizes) {
        Shape shape = Shape.of(sizes);
        return new Tensor(filled(shape.elements(), mean, deviation), shape, shape.last(), 0);
    }

    /** Values as given. */
    Tensor given(double... values) {
        Tensor tensor = around(0, 0, values.length);
        System.arraycopy(values, 0, oracle.values(tensor.storage()), 0, values.length);
        return round(tensor);
    }

    /** Integers as given. */
    Tensor numbers(int... values) {
        Tensor tensor = integers(values.length);
        Arrays.setAll(oracle.values(tensor.storage()), i -> values[i]);
        return tensor;
    }

    /** Integers in [0, bound). */
    Tensor ids(int bound, int... sizes) {
        Tensor tensor = integers(sizes);
        Arrays.setAll(oracle.values(tensor.storage()), i -> random.nextInt(bound));
        return tensor;
    }

    /** Different integers in [0, bound). */
    Tensor distinct(int bound, int count) {
        Tensor tensor = integers(count);
        double[] drawn =
                random.ints(0, bound).distinct().limit(count).asDoubleStream().toArray();
        System.arraycopy(drawn, 0, oracle.values(tensor.storage()), 0, count);
        return tensor;
    }

    /** Changes one value. */
    void set(Tensor tensor, int place, double value) {
        oracle.values(tensor.storage())[Math.toIntExact(tensor.offset()) + place] = (float) value;
    }

    /** Lets the oracle run a forward primitive whose results the one under trial reads. */
    void prepare(Primitive forward) {
        oracle.bind(forward).run();
        forward.writes().forEach(this::round);
    }

    private Storage filled(long elements, double mean, double deviation) {
        return filled(DType.FLOAT32, Role.INPUT, elements, mean, deviation);
    }

    private Storage filled(DType dtype, Role role, long elements, double mean, double deviation) {
        Storage storage = new Storage("tensor " + storages.size(), dtype, role, elements);
        Arrays.setAll(oracle.values(storage), i -> stored(dtype, mean + deviation * random.nextGaussian()));
        storages.add(storage);
        return storage;
    }

    /** The value that a tensor of that type holds. */
    private static double stored(DType dtype, double value) {
        return dtype == DType.BFLOAT16 ? BFloat16.round((float) value) : (float) value;
    }

    private Tensor integers(int... sizes) {
        Tensor tensor = Tensor.create("integers " + storages.size(), DType.INT32, Role.INPUT, Shape.of(sizes));
        storages.add(tensor.storage());
        return tensor;
    }

    private Tensor round(Tensor tensor) {
        double[] values = oracle.values(tensor.storage());
        Arrays.setAll(values, i -> stored(tensor.dtype(), values[i]));
        return tensor;
    }

    private void compare(Engine engine, Primitive primitive, double tolerance, String description) {
        for (Storage storage : storages) {
            storage.place(engine.allocate(storage.dtype(), storage.elements()), 0);
            load(engine, storage, primitive);
        }
        (engine.binds(primitive) ? List.of(primitive) : primitive.parts())
                .forEach(part -> engine.bind(part).run());
        engine.finish();
        oracle.bind(primitive).run();
        for (Storage storage : storages) {
            if (storage.dtype() != DType.INT32 && !scratch(primitive, storage)) {
                boolean written = primitive.writes().stream().anyMatch(tensor -> tensor.storage() == storage);
                compare(engine, storage, written ? tolerance : EXACT, description);
            }
        }
    }

    private static boolean scratch(Primitive primitive, Storage storage) {
        return primitive instanceof Attention.Grad grad && grad.scores().storage() == storage
                || primitive instanceof Attention forward
                        && forward.scores().storage() == storage
                        && forward.scores().storage() != forward.probabilities().storage();
    }

    private void load(Engine engine, Storage storage, Primitive primitive) {
        double[] values = oracle.values(storage);
        Tensor all = all(storage);
        if (storage.dtype() == DType.INT32) {
            int[] integers = new int[values.length];
            Arrays.setAll(integers, i -> (int) values[i]);
            engine.write(all, integers);
            return;
        }
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        for (Tensor written : primitive.writes()) {
            boolean read = primitive.reads().stream().anyMatch(tensor -> tensor.storage() == storage);
            if (written.storage() == storage && !read) {
                for (int row = 0; row < written.shape().rows(); row++) {
                    int start = Math.toIntExact(written.offset() + row * written.rowStride());
                    Arrays.fill(floats, start, start + written.shape().last(), Float.NaN);
                }
            }
        }
        engine.write(all, floats);
    }

    private void compare(Engine engine, Storage storage, double tolerance, String description) {
        float[] actual = new float[Math.toIntExact(storage.elements())];
        engine.read(all(storage), actual);
        double[] expected = oracle.values(storage);
        double size =
                Arrays.stream(expected).map(Math::abs).filter(Double::isFinite).reduce(LEAST_SIZE, Math::max);
        for (int i = 0; i < actual.length; i++) {
            double error = Math.abs(actual[i] - expected[i]);
            assertThat(error <= tolerance * size || Float.compare(actual[i], (float) expected[i]) == 0)
                    .as(
                            "%s: %s of %s[%d]: %s, expected %s, largest %s",
                            engine.name(), description, storage, i, actual[i], expected[i], size)
                    .isTrue();
        }
    }

    private static Tensor all(Storage storage) {
        int elements = Math.toIntExact(storage.elements());
        return new Tensor(storage, Shape.of(elements), elements, 0);
    }
}
