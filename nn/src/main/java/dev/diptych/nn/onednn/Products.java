package dev.diptych.nn.onednn;

import static dev.diptych.nn.onednn.Dnnl.check;
import static org.bytedeco.dnnl.global.dnnl.*;

import dev.diptych.nn.engine.Op;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/** Matrix products with their epilogues. */
final class Products {
    private final Dnnl dnnl;

    Products(Dnnl dnnl) {
        this.dnnl = dnnl;
    }

    Op matmul(Matmul op) {
        dnnl_memory_desc a = layout(op.a(), op.transposeA());
        dnnl_memory_desc b = layout(op.b(), op.transposeB());
        dnnl_memory_desc out = dnnl.matrix(op.out());
        List<Dnnl.Argument> arguments = new ArrayList<>();
        arguments.add(dnnl.argument(DNNL_ARG_SRC, a, op.a()));
        arguments.add(dnnl.argument(DNNL_ARG_WEIGHTS, b, op.b()));
        arguments.add(dnnl.argument(DNNL_ARG_DST, out, op.out()));
        Tensor bias = op.bias();
        dnnl_memory_desc row = null;
        if (bias != null) {
            row = dnnl.layout(new long[] {1, op.n()}, new long[] {op.n(), 1});
        }
        dnnl_memory_desc plainBias = op.scale() == 1 ? row : null;
        if (bias != null && plainBias != null) {
            arguments.add(dnnl.argument(DNNL_ARG_BIAS, plainBias, bias));
        }
        dnnl_memory_desc biasLayout = row;
        dnnl_primitive_attr attributes = dnnl.attributes(operations -> {
            int index = 0;
            if (op.scale() != 1) {
                check("scale", dnnl_post_ops_append_eltwise(operations, dnnl_eltwise_linear, op.scale(), 0));
                index++;
                if (bias != null && biasLayout != null) {
                    check("bias", dnnl_post_ops_append_binary(operations, dnnl_binary_add, biasLayout));
                    arguments.add(dnnl.argument(Dnnl.postOp(index++), biasLayout, bias));
                }
            }
            if (op.activation() != null) {
                Elementwise.Formula formula = Elementwise.formula(op.activation());
                check("activation", dnnl_post_ops_append_eltwise(operations, formula.algorithm(), formula.alpha(), 0));
                index++;
            }
            Tensor residual = op.residual();
            if (residual != null) {
                dnnl_memory_desc layout = dnnl.matrix(residual);
                check("residual", dnnl_post_ops_append_binary(operations, dnnl_binary_add, layout));
                arguments.add(dnnl.argument(Dnnl.postOp(index), layout, residual));
            }
            if (op.accumulate()) {
                check("accumulate", dnnl_post_ops_append_sum(operations, 1, 0, dnnl_f32));
            }
        });
        dnnl_primitive_desc description = dnnl.product(a, b, plainBias, out, attributes);
        return dnnl.op(description, arguments.toArray(Dnnl.Argument[]::new));
    }

    private dnnl_memory_desc layout(Tensor tensor, boolean transposed) {
        long rows = tensor.shape().rows();
        long columns = tensor.shape().last();
        return transposed
                ? dnnl.layout(new long[] {columns, rows}, new long[] {1, tensor.rowStride()})
                : dnnl.layout(new long[] {rows, columns}, new long[] {tensor.rowStride(), 1});
    }
}
