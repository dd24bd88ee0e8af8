package dev.diptych.nn.cuda.emulator;

import dev.diptych.nn.engine.Op;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.tensor.BFloat16;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Tensor;

/** Matrix products in the host's memory, in the place of a library's, with the epilogue kernel after them where it can be. */
final class PlainProducts {
    private final EmulatedEngine engine;

    PlainProducts(EmulatedEngine engine) {
        this.engine = engine;
    }

    Op matmul(Matmul op) {
        Op product = () -> multiply(op);
        if (op.accumulate() || op.bias() == null && op.activation() == null && op.residual() == null) {
            return product;
        }
        Op epilogue = engine.run(engine.kernels().epilogue(op));
        return () -> {
            product.run();
            epilogue.run();
        };
    }

    private void multiply(Matmul op) {
        float[] a = read(op.a());
        float[] b = read(op.b());
        if (op.a().dtype() == DType.BFLOAT16 && op.b().dtype() == DType.FLOAT32) {
            for (int i = 0; i < b.length; i++) {
                b[i] = BFloat16.round(b[i]);
            }
        }
        float[] out = read(op.out());
        float[] bias = op.accumulate() && op.bias() != null ? read(op.bias()) : new float[op.n()];
        long strideA = op.a().rowStride();
        long strideB = op.b().rowStride();
        for (int m = 0; m < op.m(); m++) {
            for (int n = 0; n < op.n(); n++) {
                double sum = 0;
                for (int k = 0; k < op.k(); k++) {
                    long left = op.transposeA() ? k * strideA + m : m * strideA + k;
                    long right = op.transposeB() ? n * strideB + k : k * strideB + n;
                    sum += (double) a[(int) left] * b[(int) right];
                }
                int at = (int) (m * op.out().rowStride() + n);
                out[at] = (float) (op.scale() * sum + bias[n] + (op.accumulate() ? out[at] : 0));
            }
        }
        engine.write(span(op.out()), out);
    }

    private float[] read(Tensor tensor) {
        Tensor span = span(tensor);
        float[] values = new float[span.shape().last()];
        engine.read(span, values);
        return values;
    }

    /** All from a view's first element to its last, gaps included. */
    private static Tensor span(Tensor tensor) {
        long length = (tensor.shape().rows() - 1) * tensor.rowStride()
                + tensor.shape().last();
        int count = Math.toIntExact(length);
        return new Tensor(tensor.storage(), Shape.of(count), count, tensor.offset());
    }
}
