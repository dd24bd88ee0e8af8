package dev.diptych.nn.oracle;

import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.op.Activation;
import dev.diptych.nn.op.BatchMatmul;
import dev.diptych.nn.op.ColumnSum;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.op.WeightGrad;
import dev.diptych.nn.op.fixed.FixedMatmul;
import dev.diptych.nn.op.fixed.QuantizedMatmul;
import dev.diptych.nn.tape.Add;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Matrix products, sums and the element-wise primitives. */
final class DenseOracle {
    private DenseOracle() {}

    static void offer(Bindings<Op> bindings, Oracle oracle) {
        bindings.on(Matmul.class, op -> matmul(oracle, op));
        bindings.on(FixedMatmul.class, op -> matmul(oracle, op.product()));
        bindings.on(QuantizedMatmul.class, op -> quantizedMatmul(oracle, op.product()));
        bindings.on(BatchMatmul.class, op -> batchMatmul(oracle, op));
        bindings.on(WeightGrad.class, op -> weightGrad(oracle, op));
        bindings.on(ColumnSum.class, op -> columnSum(oracle, op));
        bindings.on(Add.class, op -> add(oracle, op));
        bindings.on(Activation.class, op -> activation(oracle, op));
        bindings.on(Activation.Grad.class, op -> activationGrad(oracle, op));
    }

    static Op matmul(Oracle oracle, Matmul p) {
        Grid a = oracle.grid(p.a());
        Grid b = oracle.grid(p.b());
        Grid out = oracle.grid(p.out());
        @Nullable Grid bias = p.bias() == null ? null : oracle.grid(p.bias());
        @Nullable Grid residual = p.residual() == null ? null : oracle.grid(p.residual());
        return () -> {
            for (int m = 0; m < p.m(); m++) {
                for (int n = 0; n < p.n(); n++) {
                    double sum = 0;
                    for (int k = 0; k < p.k(); k++) {
                        sum += (p.transposeA() ? a.at(k, m) : a.at(m, k)) * (p.transposeB() ? b.at(n, k) : b.at(k, n));
                    }
                    double value = p.scale() * sum + (bias == null ? 0 : bias.at(n));
                    value = p.activation() == null ? value : activate(p.activation(), value);
                    value += residual == null ? 0 : residual.at(m, n);
                    out.set(m, n, p.accumulate() ? out.at(m, n) + value : value);
                }
            }
        };
    }

    /** What becomes of values is defined in float32; sums and what follows are in double precision. */
    static Op quantizedMatmul(Oracle oracle, Matmul p) {
        Grid a = oracle.grid(p.a());
        Grid b = oracle.grid(p.b());
        Grid out = oracle.grid(p.out());
        @Nullable Grid bias = p.bias() == null ? null : oracle.grid(p.bias());
        @Nullable Grid residual = p.residual() == null ? null : oracle.grid(p.residual());
        return () -> {
            for (int m = 0; m < p.m(); m++) {
                for (int n = 0; n < p.n(); n++) {
                    long sum = 0;
                    for (int k = 0; k < p.k(); k++) {
                        sum += integer(a, m, k) * integer(b, n, k);
                    }
                    double value = (double) largest(a, m) / 127 * largest(b, n) / 127 * sum;
                    value += bias == null ? 0 : bias.at(n);
                    value = p.activation() == null ? value : activate(p.activation(), value);
                    out.set(m, n, value + (residual == null ? 0 : residual.at(m, n)));
                }
            }
        };
    }

    private static long integer(Grid grid, int row, int column) {
        float largest = largest(grid, row);
        return largest == 0 ? 0 : (long) Math.rint((float) grid.at(row, column) * (127 / largest));
    }

    private static float largest(Grid grid, int row) {
        double largest = 0;
        for (int column = 0; column < grid.columns(); column++) {
            largest = Math.max(largest, Math.abs(grid.at(row, column)));
        }
        return (float) largest;
    }

    static Op batchMatmul(Oracle oracle, BatchMatmul p) {
        List<Op> products = p.parts().stream()
                .map(product -> matmul(oracle, (Matmul) product))
                .toList();
        return () -> products.forEach(Op::run);
    }

    static Op weightGrad(Oracle oracle, WeightGrad p) {
        Op weight = matmul(oracle, Matmul.product(p.dout(), true, p.x(), false, p.dweight(), false));
        Op bias = columnSum(oracle, new ColumnSum(p.dout(), p.dbias(), false));
        return () -> {
            weight.run();
            bias.run();
        };
    }

    static Op columnSum(Oracle oracle, ColumnSum p) {
        Grid x = oracle.grid(p.x());
        Grid out = oracle.grid(p.out());
        return () -> {
            double[] sums = new double[x.columns()];
            for (int i = 0; i < x.elements(); i++) {
                sums[i % sums.length] += x.at(i);
            }
            out.put(sums, p.accumulate());
        };
    }

    static Op add(Oracle oracle, Add p) {
        Grid x = oracle.grid(p.x());
        Grid out = oracle.grid(p.out());
        return () -> out.put(x.toArray(), p.accumulate());
    }

    static Op activation(Oracle oracle, Activation p) {
        Grid x = oracle.grid(p.x());
        Grid out = oracle.grid(p.out());
        return () -> {
            for (int i = 0; i < x.elements(); i++) {
                out.set(i, activate(p.kind(), x.at(i)));
            }
        };
    }

    static Op activationGrad(Oracle oracle, Activation.Grad p) {
        Grid x = oracle.grid(p.x());
        Grid dout = oracle.grid(p.dout());
        Grid dx = oracle.grid(p.dx());
        return () -> {
            double[] at = new double[1];
            for (int i = 0; i < x.elements(); i++) {
                at[0] = x.at(i);
                dx.set(i, dout.at(i) * Differences.derivative(() -> activate(p.kind(), at[0]), at, 0));
            }
        };
    }

    private static double activate(Activation.Kind kind, double x) {
        return switch (kind) {
            case GELU -> x * 0.5 * (1 + erf(x / Math.sqrt(2)));
            case GELU_TANH -> 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
            case QUICK_GELU -> x / (1 + Math.exp(-1.702 * x));
        };
    }

    /** The error function by its series without cancellation (Abramowitz, Stegun 7.1.6). */
    private static double erf(double x) {
        if (Math.abs(x) > 6) {
            return Math.signum(x); // to double precision
        }
        double term = x;
        double sum = x;
        for (int n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
    }
}
