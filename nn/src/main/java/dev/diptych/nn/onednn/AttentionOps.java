package dev.diptych.nn.onednn;

import static dev.diptych.nn.onednn.Dnnl.check;
import static org.bytedeco.dnnl.global.dnnl.*;

import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.op.Attention;
import dev.diptych.nn.tape.Add;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Role;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Tensor;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.jspecify.annotations.Nullable;

/*
 * A causal mask has a copy for each head, [1, H, T, T]: one for all, [1, 1, T, T], is what oneDNN up to 3.13 adds wrongly to
 * bfloat16 products of several sequences and heads where the processor has AMX (uxlfoundation/oneDNN pull request 6025).
 * All layers of one size share a mask.
 */
/** Attention as strided batched products around a softmax, reading packed projections in place. */
final class AttentionOps {
    private final Dnnl dnnl;
    private final Elementwise elementwise;
    private final Map<List<Integer>, Mask> causal = new HashMap<>(); // by heads and tokens

    AttentionOps(Dnnl dnnl, Elementwise elementwise) {
        this.dnnl = dnnl;
        this.elementwise = elementwise;
    }

    void offer(Bindings<Op> bindings) {
        bindings.on(Attention.class, this::attention);
        bindings.on(Attention.Grad.class, this::attentionGrad);
    }

    Op attention(Attention op) {
        op.requireProbabilities();
        if (op.tokens() == 1) {
            return one(op);
        }
        if (Sequences.misread(op)) {
            Op first = attention(Sequences.first().of(op));
            Op others = attention(Sequences.others(op.batch()).of(op));
            return inTurn(first, others);
        }
        Heads heads = new Heads(op);
        Mask mask = mask(op);
        dnnl_primitive_attr scaled = dnnl.attributes(operations -> {
            check("scale", dnnl_post_ops_append_eltwise(operations, dnnl_eltwise_linear, op.scale(), 0));
            if (mask != null) {
                check("mask", dnnl_post_ops_append_binary(operations, dnnl_binary_add, mask.layout));
            }
        });
        List<Dnnl.Argument> arguments = new ArrayList<>(List.of(
                dnnl.argument(DNNL_ARG_SRC, heads.rows(op.q()), op.q()),
                dnnl.argument(DNNL_ARG_WEIGHTS, heads.columns(op.k()), op.k()),
                dnnl.argument(DNNL_ARG_DST, heads.scores, op.scores())));
        if (mask != null) {
            arguments.add(dnnl.argument(Dnnl.postOp(1), mask.layout, mask.tensor));
        }
        Op scores = dnnl.op(
                dnnl.product(heads.rows(op.q()), heads.columns(op.k()), null, heads.scores, scaled),
                arguments.toArray(Dnnl.Argument[]::new));
        Op softmax = softmax(heads, op.scores(), op.probabilities());
        Op values = batched(heads.map, op.probabilities(), heads.rows(op.v()), op.v(), heads.rows(op.out()), op.out());
        return () -> {
            if (mask != null) {
                mask.update.run();
            }
            scores.run();
            softmax.run();
            values.run();
        };
    }

    Op attentionGrad(Attention.Grad op) {
        op.forward().requireProbabilities();
        Attention forward = op.forward();
        if (forward.tokens() == 1) {
            return oneGrad(op);
        }
        if (Sequences.misread(op)) {
            Op first = attentionGrad(Sequences.first().of(op));
            Op others = attentionGrad(Sequences.others(forward.batch()).of(op));
            return inTurn(first, others);
        }
        Heads heads = new Heads(forward);
        dnnl_memory_desc dout = heads.rows(op.dout());
        Op dv = batched(heads.transposed, forward.probabilities(), dout, op.dout(), heads.rows(op.dv()), op.dv());
        Op dp = batched(dout, op.dout(), heads.columns(forward.v()), forward.v(), heads.map, op.scores());
        Op ds = softmaxGrad(heads, forward.probabilities(), op.scores());
        dnnl_primitive_attr scaled = dnnl.attributes(operations ->
                check("scale", dnnl_post_ops_append_eltwise(operations, dnnl_eltwise_linear, forward.scale(), 0)));
        Op dq = batched(
                heads.map, op.scores(), heads.rows(forward.k()), forward.k(), heads.rows(op.dq()), op.dq(), scaled);
        Op dk = batched(
                heads.transposed,
                op.scores(),
                heads.rows(forward.q()),
                forward.q(),
                heads.rows(op.dk()),
                op.dk(),
                scaled);
        return () -> {
            dv.run();
            dp.run();
            ds.run();
            dq.run();
            dk.run();
        };
    }

    private static Op inTurn(Op first, Op second) {
        return () -> {
            first.run();
            second.run();
        };
    }

    /** Attention to a single token: all weight is on it. oneDNN 3.11 takes a one-row matrix with gaps for its transpose. */
    private Op one(Attention op) {
        Op certain = fill(op.probabilities(), 1);
        Op copy = elementwise.add(new Add(op.v(), op.out(), false));
        return () -> {
            certain.run();
            copy.run();
        };
    }

    private Op oneGrad(Attention.Grad op) {
        Op values = elementwise.add(new Add(op.dout(), op.dv(), false));
        Op queries = fill(op.dq(), 0);
        Op keys = fill(op.dk(), 0);
        return () -> {
            values.run();
            queries.run();
            keys.run();
        };
    }

    /** A copy of as many constants; no larger than one token of each sequence. */
    private Op fill(Tensor tensor, float value) {
        Tensor constants = Tensor.create("constants", DType.FLOAT32, Role.STATE, tensor.shape());
        NativeMemory memory = dnnl.allocate(DType.FLOAT32, tensor.shape().elements());
        constants.storage().place(memory, 0);
        float[] values = new float[Math.toIntExact(tensor.shape().elements())];
        Arrays.fill(values, value);
        memory.write(constants, values);
        return elementwise.add(new Add(constants, tensor, false));
    }

    private static FloatBuffer floats(Tensor tensor) {
        return ((NativeMemory) tensor.storage().memory()).floats(tensor);
    }

    private Op batched(
            dnnl_memory_desc a, Tensor left, dnnl_memory_desc b, Tensor right, dnnl_memory_desc c, Tensor out) {
        return batched(a, left, b, right, c, out, dnnl.attributes());
    }

    private Op batched(
            dnnl_memory_desc a,
            Tensor left,
            dnnl_memory_desc b,
            Tensor right,
            dnnl_memory_desc c,
            Tensor out,
            dnnl_primitive_attr attributes) {
        return dnnl.op(
                dnnl.product(a, b, null, c, attributes),
                dnnl.argument(DNNL_ARG_SRC, a, left),
                dnnl.argument(DNNL_ARG_WEIGHTS, b, right),
                dnnl.argument(DNNL_ARG_DST, c, out));
    }

    private Op softmax(Heads heads, Tensor scores, Tensor probabilities) {
        return dnnl.op(
                softmaxForward(heads),
                dnnl.argument(DNNL_ARG_SRC, heads.scores, scores),
                dnnl.argument(DNNL_ARG_DST, heads.map, probabilities));
    }

    private dnnl_primitive_desc softmaxForward(Heads heads) {
        dnnl_primitive_desc description = dnnl.description();
        check(
                "softmax",
                dnnl_softmax_forward_primitive_desc_create(
                        description,
                        dnnl.engine(),
                        dnnl_forward_training,
                        dnnl_softmax_accurate,
                        heads.scores,
                        heads.map,
                        3,
                        dnnl.attributes()));
        return description;
    }

    private Op softmaxGrad(Heads heads, Tensor probabilities, Tensor gradient) {
        dnnl_primitive_desc description = dnnl.description();
        check(
                "softmax gradient",
                dnnl_softmax_backward_primitive_desc_create(
                        description,
                        dnnl.engine(),
                        dnnl_softmax_accurate,
                        heads.map,
                        heads.map,
                        heads.map,
                        3,
                        softmaxForward(heads),
                        dnnl.attributes()));
        return dnnl.op(
                description,
                dnnl.argument(DNNL_ARG_DST, heads.map, probabilities),
                dnnl.argument(DNNL_ARG_DIFF_DST, heads.map, gradient),
                dnnl.argument(DNNL_ARG_DIFF_SRC, heads.map, gradient));
    }

    /** What is added to the scores: zero where a query sees a token, minus infinity elsewhere; null for no mask. */
    private @Nullable Mask mask(Attention op) {
        int tokens = op.tokens();
        Tensor visible = op.visible();
        if (visible != null) {
            int batch = op.batch();
            Tensor mask = constant("length mask", batch, tokens);
            FloatBuffer values = floats(mask);
            IntBuffer last = ((NativeMemory) visible.storage().memory()).ints(visible);
            Op update = () -> {
                for (int i = 0; i < batch * tokens; i++) {
                    values.put(i, i % tokens > last.get(i / tokens) ? Float.NEGATIVE_INFINITY : 0);
                }
            };
            return new Mask(
                    dnnl.layout(
                            DType.FLOAT32, new long[] {batch, 1, 1, tokens}, new long[] {tokens, tokens, tokens, 1}),
                    mask,
                    update);
        }
        if (!op.causal()) {
            return null;
        }
        return causal.computeIfAbsent(List.of(op.heads(), tokens), sizes -> causal(op.heads(), tokens));
    }

    private Mask causal(int heads, int tokens) {
        int square = tokens * tokens;
        Tensor mask = constant("causal mask", heads, square);
        float[] values = new float[square];
        for (int t = 0; t < tokens; t++) {
            Arrays.fill(values, t * tokens + t + 1, (t + 1) * tokens, Float.NEGATIVE_INFINITY);
        }
        FloatBuffer all = floats(mask);
        for (int h = 0; h < heads; h++) {
            all.put(h * square, values);
        }
        return new Mask(
                dnnl.layout(DType.FLOAT32, new long[] {1, heads, tokens, tokens}, new long[] {
                    (long) heads * square, square, tokens, 1
                }),
                mask,
                () -> {});
    }

    private Tensor constant(String name, int rows, int columns) {
        Tensor tensor = Tensor.create(name, DType.FLOAT32, Role.STATE, Shape.of(rows, columns));
        tensor.storage().place(dnnl.allocate(DType.FLOAT32, tensor.shape().elements()), 0);
        return tensor;
    }

    private record Mask(dnnl_memory_desc layout, Tensor tensor, Op update) {}

    /** The layouts that attention sees: [B, H, Q or T, W/H] for what has rows of tokens, [B, H, Q, T] for the scores and the map of probabilities. */
    private final class Heads {
        private final long batch;
        private final long heads;
        private final long depth;
        private final dnnl_memory_desc scores;
        private final dnnl_memory_desc map;
        private final dnnl_memory_desc transposed;

        Heads(Attention op) {
            batch = op.batch();
            heads = op.heads();
            depth = op.width() / heads;
            long queries = op.queries();
            long tokens = op.tokens();
            long square = queries * tokens;
            long[] sizes = {batch, heads, queries, tokens};
            long[] strides = {heads * square, square, tokens, 1};
            DType dtype = op.q().dtype();
            scores = dnnl.layout(DType.FLOAT32, sizes, strides);
            map = dnnl.layout(dtype, sizes, strides);
            transposed = dnnl.layout(
                    dtype, new long[] {batch, heads, tokens, queries}, new long[] {heads * square, square, 1, tokens});
        }

        dnnl_memory_desc rows(Tensor tensor) {
            long stride = tensor.rowStride();
            long tokens = tensor.shape().size(1);
            return dnnl.layout(tensor.dtype(), new long[] {batch, heads, tokens, depth}, new long[] {
                tokens * stride, depth, stride, 1
            });
        }

        dnnl_memory_desc columns(Tensor tensor) {
            long stride = tensor.rowStride();
            long tokens = tensor.shape().size(1);
            return dnnl.layout(tensor.dtype(), new long[] {batch, heads, depth, tokens}, new long[] {
                tokens * stride, depth, 1, stride
            });
        }
    }
}
