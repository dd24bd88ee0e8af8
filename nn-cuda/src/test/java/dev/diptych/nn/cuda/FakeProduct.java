package dev.diptych.nn.cuda;

import dev.diptych.nn.cuda.device.Operand;
import dev.diptych.nn.cuda.device.Product;
import dev.diptych.nn.cuda.device.ProductSpec;
import dev.diptych.nn.tensor.BFloat16;
import dev.diptych.nn.tensor.DType;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;

/** A product in double precision, element by element as BLAS defines it. */
record FakeProduct(ProductSpec spec, double waves) implements Product {
    void check(FakeMemory memory) {
        memory.view(spec.a().address(), spec.a().span());
        memory.view(spec.b().address(), spec.b().span());
        memory.view(spec.out().address(), spec.out().span());
        if (spec.added() != null) {
            memory.view(spec.added().address(), spec.added().span());
        }
        if (spec.vector() != 0) {
            if (spec.vector() % 16 != 0) { // the library may read it 16 bytes at a time
                throw new IllegalStateException("fake GPU: misaligned address: " + spec);
            }
            memory.view(
                    spec.vector(),
                    (long) spec.vectorLength() * spec.vectorType().bytes());
        }
    }

    void run(FakeMemory memory) {
        int depth = spec.depth();
        double[] a = sums(memory, spec.a(), !spec.transposeA());
        double[] b = sums(memory, spec.b(), spec.transposeB());
        Operand added = spec.added();
        Operand out = spec.out();
        double[] products = new double[out.columns() * out.rows()];
        IntStream.range(0, out.columns()).parallel().forEach(j -> {
            for (int i = 0; i < out.rows(); i++) {
                products[j * out.rows() + i] = spec.alpha() * dot(a, i * depth, b, j * depth, depth);
            }
        });
        for (int j = 0; j < out.columns(); j++) {
            for (int i = 0; i < out.rows(); i++) {
                double sum = products[j * out.rows() + i];
                sum += added == null ? 0 : get(memory, added.address(), added.dtype(), j * added.stride() + i);
                if (spec.epilogue() == ProductSpec.Epilogue.BIAS) {
                    sum += get(memory, spec.vector(), spec.vectorType(), i);
                }
                put(memory, out.address(), out.dtype(), j * out.stride() + i, sum);
            }
        }
        if (spec.epilogue() == ProductSpec.Epilogue.SUM_B) {
            double[] ones = new double[depth];
            Arrays.fill(ones, 1);
            for (int j = 0; j < out.columns(); j++) {
                put(memory, spec.vector(), spec.vectorType(), j, dot(ones, 0, b, j * depth, depth));
            }
        }
    }

    /** By four sums at a time: one alone waits for each of its additions. */
    private static double dot(double[] x, int fromX, double[] y, int fromY, int length) {
        int i = 0;
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        for (; i + 4 <= length; i += 4) {
            a += x[fromX + i] * y[fromY + i];
            b += x[fromX + i + 1] * y[fromY + i + 1];
            c += x[fromX + i + 2] * y[fromY + i + 2];
            d += x[fromX + i + 3] * y[fromY + i + 3];
        }
        for (; i < length; i++) {
            a += x[fromX + i] * y[fromY + i];
        }
        return a + b + c + d;
    }

    /** All elements, those that one sum goes over one after another: columns, or rows where they lie apart. */
    private static double[] sums(FakeMemory memory, Operand operand, boolean byRows) {
        double[] values = new double[operand.rows() * operand.columns()];
        for (int column = 0; column < operand.columns(); column++) {
            for (int row = 0; row < operand.rows(); row++) {
                int at = byRows ? row * operand.columns() + column : column * operand.rows() + row;
                values[at] = get(memory, operand.address(), operand.dtype(), column * operand.stride() + row);
            }
        }
        return values;
    }

    private static double get(FakeMemory memory, long address, DType dtype, long place) {
        ByteBuffer bytes = memory.view(address + place * dtype.bytes(), dtype.bytes());
        return dtype == DType.FLOAT32 ? bytes.getFloat(0) : BFloat16.toFloat(bytes.getShort(0));
    }

    private static void put(FakeMemory memory, long address, DType dtype, long place, double value) {
        ByteBuffer bytes = memory.view(address + place * dtype.bytes(), dtype.bytes());
        if (dtype == DType.FLOAT32) {
            bytes.putFloat(0, (float) value);
        } else {
            bytes.putShort(0, BFloat16.of((float) value));
        }
    }
}
