package dev.diptych.nn.probe;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tensor.BFloat16;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Role;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Storage;
import dev.diptych.nn.tensor.Tensor;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Random;

/** Tensors of random values on an engine, which the rig knows too. */
public final class Rig {
    /**
     * Of a result's largest value. Sums of a few hundred products are off by 1e-5 in float32, and what is rounded to
     * bfloat16 three times on its way by 6e-3; what a wrong kernel computes is off by tenths, and what one of too few bits
     * computes, by 1e-3 in place of float32's.
     */
    private static final double FLOAT32 = 1e-4;

    private static final double BFLOAT16 = 2e-2;
    private static final double LEAST_SIZE = 0.1;

    private final Engine engine;
    private final Random random = new Random(16);
    private final Map<Storage, double[]> known = new IdentityHashMap<>();

    Rig(Engine engine) {
        this.engine = engine;
    }

    /** Normally distributed values. */
    public Tensor normal(DType type, int... sizes) {
        return values(type, Role.INPUT, 0, sizes);
    }

    /** Normally distributed values around 1. */
    Tensor aroundOne(DType type, int... sizes) {
        return values(type, Role.INPUT, 1, sizes);
    }

    /** Normally distributed float32 values that are learnt: engines bring them into another layout. */
    Tensor weights(int... sizes) {
        return values(DType.FLOAT32, Role.PARAMETER, 0, sizes);
    }

    /** float32 integers in [-largest, largest], of which each row has {@code largest}. */
    Tensor integral(Role role, int largest, int... sizes) {
        Tensor tensor = placed(DType.FLOAT32, role, sizes);
        float[] drawn = new float[Math.toIntExact(tensor.shape().elements())];
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = i % tensor.shape().last() == 0 ? largest : random.nextInt(2 * largest + 1) - largest;
        }
        return known(tensor, drawn);
    }

    private Tensor values(DType type, Role role, double mean, int... sizes) {
        Tensor tensor = placed(type, role, sizes);
        float[] drawn = new float[Math.toIntExact(tensor.shape().elements())];
        for (int i = 0; i < drawn.length; i++) {
            float value = (float) (mean + random.nextGaussian());
            drawn[i] = type == DType.BFLOAT16 ? BFloat16.round(value) : value;
        }
        return known(tensor, drawn);
    }

    private Tensor known(Tensor tensor, float[] drawn) {
        engine.write(tensor, drawn);
        double[] copy = new double[drawn.length];
        Arrays.setAll(copy, i -> drawn[i]);
        known.put(tensor.storage(), copy);
        return tensor;
    }

    Tensor integers(int... values) {
        Tensor tensor = placed(DType.INT32, Role.INPUT, values.length);
        engine.write(tensor, values);
        return tensor;
    }

    private Tensor placed(DType type, Role role, int... sizes) {
        Tensor tensor = Tensor.create("probe", type, role, Shape.of(sizes));
        tensor.storage().place(engine.allocate(type, tensor.shape().elements()), 0);
        return tensor;
    }

    /** What a tensor, whole or some of its columns, was filled with. */
    public double[] drawn(Tensor tensor) {
        return view(known.getOrDefault(tensor.storage(), new double[0]), tensor);
    }

    public void run(Primitive primitive) {
        engine.bind(primitive).run();
        engine.finish();
    }

    /** What stands in a tensor, whole or some of its columns. */
    private double[] read(Tensor tensor) {
        int elements = Math.toIntExact(tensor.storage().elements());
        float[] all = new float[elements];
        engine.read(new Tensor(tensor.storage(), Shape.of(elements), elements, 0), all);
        double[] copy = new double[elements];
        Arrays.setAll(copy, i -> all[i]);
        return view(copy, tensor);
    }

    private static double[] view(double[] all, Tensor tensor) {
        int width = tensor.shape().last();
        double[] values = new double[Math.toIntExact(tensor.shape().elements())];
        for (int row = 0; row < tensor.shape().rows(); row++) {
            int start = Math.toIntExact(tensor.offset() + row * tensor.rowStride());
            System.arraycopy(all, start, values, row * width, width);
        }
        return values;
    }

    /**
     * Compares what stands in {@code tensor} with what should.
     *
     * @param type what the primitive computed in, which says how near is near enough
     * @throws WrongResult if an element is too far off
     */
    public void require(DType type, Tensor tensor, double[] expected) {
        double[] actual = read(tensor);
        double size = Arrays.stream(expected).map(Math::abs).reduce(LEAST_SIZE, Math::max);
        double tolerance = size * (type == DType.FLOAT32 ? FLOAT32 : BFLOAT16);
        for (int i = 0; i < expected.length; i++) {
            if (!(Math.abs(actual[i] - expected[i]) <= tolerance)) { // NaN too
                throw new WrongResult(String.format("%.4g where %.4g is right", actual[i], expected[i]));
            }
        }
    }

    /** A primitive's result is not what plain loops compute. */
    static final class WrongResult extends RuntimeException {
        private static final long serialVersionUID = 1;

        WrongResult(String message) {
            super(message);
        }
    }
}
