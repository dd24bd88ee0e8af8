package dev.diptych.nn.onednn;

import static dev.diptych.nn.onednn.Dnnl.check;
import static org.bytedeco.dnnl.global.dnnl.*;

import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.op.LayerNorm;
import dev.diptych.nn.tape.Add;
import dev.diptych.nn.tensor.Role;
import dev.diptych.nn.tensor.Tensor;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/** Layer normalisation and its gradient. */
final class Normalization {
    private static final int FLAGS = dnnl_use_scale | dnnl_use_shift;

    private final Dnnl dnnl;
    private final Elementwise elementwise;

    Normalization(Dnnl dnnl, Elementwise elementwise) {
        this.dnnl = dnnl;
        this.elementwise = elementwise;
    }

    void offer(Bindings<Op> bindings) {
        bindings.on(LayerNorm.class, this::layerNorm);
        bindings.on(LayerNorm.Grad.class, this::layerNormGrad);
    }

    Op layerNorm(LayerNorm op) {
        dnnl_memory_desc x = dnnl.matrix(op.x());
        dnnl_memory_desc out = dnnl.matrix(op.out());
        dnnl_memory_desc statistics = dnnl.vector(op.mean());
        dnnl_memory_desc width = dnnl.vector(op.gamma());
        return dnnl.op(
                forward(x, out, statistics, op.epsilon()),
                dnnl.argument(DNNL_ARG_SRC, x, op.x()),
                dnnl.argument(DNNL_ARG_SCALE, width, op.gamma()),
                dnnl.argument(DNNL_ARG_SHIFT, width, op.beta()),
                dnnl.argument(DNNL_ARG_MEAN, statistics, op.mean()),
                dnnl.argument(DNNL_ARG_VARIANCE, statistics, op.variance()),
                dnnl.argument(DNNL_ARG_DST, out, op.out()));
    }

    /** oneDNN overwrites the parameters' gradients, so where they accumulate they pass through memory of their own. */
    Op layerNormGrad(LayerNorm.Grad op) {
        if (!op.accumulate()) {
            return overwrite(op, op.dgamma(), op.dbeta());
        }
        Tensor gamma = scratch(op.dgamma());
        Tensor beta = scratch(op.dbeta());
        Op gradient = overwrite(op, gamma, beta);
        Op addGamma = elementwise.add(new Add(gamma, op.dgamma(), true));
        Op addBeta = elementwise.add(new Add(beta, op.dbeta(), true));
        return () -> {
            gradient.run();
            addGamma.run();
            addBeta.run();
        };
    }

    private Op overwrite(LayerNorm.Grad op, Tensor dgamma, Tensor dbeta) {
        dnnl_memory_desc x = dnnl.matrix(op.x());
        dnnl_memory_desc dout = dnnl.matrix(op.dout());
        dnnl_memory_desc dx = dnnl.matrix(op.dx());
        dnnl_memory_desc statistics = dnnl.vector(op.mean());
        dnnl_memory_desc width = dnnl.vector(op.gamma());
        dnnl_primitive_desc description = dnnl.description();
        check(
                "layer norm gradient",
                dnnl_layer_normalization_backward_primitive_desc_create(
                        description,
                        dnnl.engine(),
                        dnnl_backward,
                        dx,
                        dout,
                        x,
                        statistics,
                        op.epsilon(),
                        FLAGS,
                        forward(x, dout, statistics, op.epsilon()),
                        dnnl.attributes()));
        return dnnl.op(
                description,
                dnnl.argument(DNNL_ARG_SRC, x, op.x()),
                dnnl.argument(DNNL_ARG_DIFF_DST, dout, op.dout()),
                dnnl.argument(DNNL_ARG_MEAN, statistics, op.mean()),
                dnnl.argument(DNNL_ARG_VARIANCE, statistics, op.variance()),
                dnnl.argument(DNNL_ARG_SCALE, width, op.gamma()),
                dnnl.argument(DNNL_ARG_DIFF_SRC, dx, op.dx()),
                dnnl.argument(DNNL_ARG_DIFF_SCALE, width, dgamma),
                dnnl.argument(DNNL_ARG_DIFF_SHIFT, width, dbeta));
    }

    private dnnl_primitive_desc forward(
            dnnl_memory_desc x, dnnl_memory_desc out, dnnl_memory_desc statistics, float epsilon) {
        dnnl_primitive_desc description = dnnl.description();
        check(
                "layer norm",
                dnnl_layer_normalization_forward_primitive_desc_create(
                        description,
                        dnnl.engine(),
                        dnnl_forward_training,
                        x,
                        out,
                        statistics,
                        epsilon,
                        FLAGS,
                        dnnl.attributes()));
        return description;
    }

    private Tensor scratch(Tensor like) {
        Tensor tensor = Tensor.create("fresh " + like.name(), like.dtype(), Role.STATE, like.shape());
        tensor.storage().place(dnnl.allocate(like.dtype(), like.shape().elements()), 0);
        return tensor;
    }
}
