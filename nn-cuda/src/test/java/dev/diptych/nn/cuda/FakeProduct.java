package dev.diptych.nn.cuda;

import dev.diptych.nn.cuda.device.Operand;
import dev.diptych.nn.cuda.device.Product;
import dev.diptych.nn.cuda.device.ProductSpec;
import dev.diptych.nn.tensor.BFloat16;
import dev.diptych.nn.tensor.DType;
import java.nio.ByteBuffer;

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
        double[] a = read(memory, spec.a());
        double[] b = read(memory, spec.b());
        Operand added = spec.added();
        double[] c = added == null ? new double[0] : read(memory, added);
        Operand out = spec.out();
        int depth = spec.depth();
        for (int j = 0; j < out.columns(); j++) {
            for (int i = 0; i < out.rows(); i++) {
                double sum = 0;
                for (int k = 0; k < depth; k++) {
                    sum += at(a, spec.a(), spec.transposeA(), i, k) * at(b, spec.b(), spec.transposeB(), k, j);
                }
                sum *= spec.alpha();
                sum += added == null ? 0 : c[j * added.rows() + i];
                if (spec.epilogue() == ProductSpec.Epilogue.BIAS) {
                    sum += get(memory, spec.vector(), spec.vectorType(), i);
                }
                put(memory, out.address(), out.dtype(), j * out.stride() + i, sum);
            }
        }
        if (spec.epilogue() == ProductSpec.Epilogue.SUM_B) {
            for (int j = 0; j < out.columns(); j++) {
                double sum = 0;
                for (int k = 0; k < depth; k++) {
                    sum += at(b, spec.b(), spec.transposeB(), k, j);
                }
                put(memory, spec.vector(), spec.vectorType(), j, sum);
            }
        }
    }

    private static double at(double[] values, Operand operand, boolean transposed, int row, int column) {
        return transposed ? values[row * operand.rows() + column] : values[column * operand.rows() + row];
    }

    /** All elements, columns one after another. */
    private static double[] read(FakeMemory memory, Operand operand) {
        double[] values = new double[operand.rows() * operand.columns()];
        for (int column = 0; column < operand.columns(); column++) {
            for (int row = 0; row < operand.rows(); row++) {
                values[column * operand.rows() + row] =
                        get(memory, operand.address(), operand.dtype(), column * operand.stride() + row);
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
