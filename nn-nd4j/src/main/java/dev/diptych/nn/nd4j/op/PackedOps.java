package dev.diptych.nn.nd4j.op;

import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.nd4j.array.Nd4jMemory;
import dev.diptych.nn.nd4j.array.Scratch;
import dev.diptych.nn.nd4j.array.Views;
import dev.diptych.nn.op.Attention;
import dev.diptych.nn.op.packed.PackedAttention;
import dev.diptych.nn.op.packed.PackedEmbedding;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Role;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** Sequences of unlike lengths, one behind the other: attention takes them in turn, as a program of each. */
final class PackedOps {
    private static final int SLOT = 4; // of the scratch; attention itself uses lower ones

    private PackedOps() {}

    static void offer(Bindings<Op> bindings, Scratch scratch) {
        bindings.on(PackedEmbedding.class, op -> embedding(op, scratch));
        bindings.on(PackedEmbedding.Grad.class, PackedOps::embeddingGrad);
        bindings.on(PackedAttention.class, op -> attention(op, scratch));
        bindings.on(PackedAttention.Grad.class, op -> attentionGrad(op, scratch));
    }

    static Op embedding(PackedEmbedding p, Scratch scratch) {
        INDArray out = Views.matrix(p.out());
        INDArray places = scratch.take(0, out.shape());
        CustomOp tokens = TokenOps.gather(Views.matrix(p.table()), Views.vector(p.ids()), out);
        CustomOp positions = TokenOps.gather(Views.matrix(p.positions()), Views.vector(p.places()), places);
        return () -> {
            Nd4j.exec(tokens);
            Nd4j.exec(positions);
            out.addi(places);
        };
    }

    static Op embeddingGrad(PackedEmbedding.Grad p) {
        INDArray dout = Views.matrix(p.dout());
        INDArray dpositions = Views.matrix(p.dpositions());
        CustomOp places = TokenOps.scatterAdd(dpositions, Views.vector(p.places()), dout);
        Tensor table = p.dtable();
        INDArray dtable = table == null ? null : Views.matrix(table);
        CustomOp tokens = dtable == null ? null : TokenOps.scatterAdd(dtable, Views.vector(p.ids()), dout);
        return () -> {
            if (!p.accumulate()) {
                dpositions.assign(0);
                if (dtable != null) {
                    dtable.assign(0);
                }
            }
            Nd4j.exec(places);
            if (tokens != null) {
                Nd4j.exec(tokens);
            }
        };
    }

    static Op attention(PackedAttention p, Scratch scratch) {
        INDArray starts = Views.vector(p.starts());
        INDArray out = Views.matrix(p.out());
        Maps maps = new Maps(p, scratch);
        return () -> {
            out.assign(0);
            int[] rows = starts.toIntVector();
            for (int b = 0; b < p.sequences(); b++) {
                int tokens = rows[b + 1] - rows[b];
                if (tokens > 0) {
                    run(maps.sequence(b, rows[b], tokens), scratch);
                }
            }
        };
    }

    static Op attentionGrad(PackedAttention.Grad p, Scratch scratch) {
        INDArray starts = Views.vector(p.forward().starts());
        List<INDArray> written = p.writes().stream().map(Views::matrix).toList();
        Maps maps = new Maps(p.forward(), scratch);
        return () -> {
            written.forEach(gradient -> gradient.assign(0));
            int[] rows = starts.toIntVector();
            for (int b = 0; b < p.forward().sequences(); b++) {
                int tokens = rows[b + 1] - rows[b];
                if (tokens > 0) {
                    Attention own = maps.again(b, rows[b], tokens);
                    run(own, scratch);
                    Attention.Grad gradient = p.sequence(own, b, rows[b], maps.gradient(tokens));
                    Rounding.after(gradient, AttentionOps.gradient(gradient, scratch), scratch)
                            .run();
                }
            }
        };
    }

    private static void run(Attention own, Scratch scratch) {
        Rounding.after(own, AttentionOps.attention(own, scratch), scratch).run();
    }

    /** The probabilities of the sequence that is computed, and their gradient. */
    private static final class Maps {
        private final PackedAttention op;
        private final Nd4jMemory probabilities;
        private final Nd4jMemory gradients;
        private final Nd4jMemory outputs;

        Maps(PackedAttention op, Scratch scratch) {
            this.op = op;
            DType dtype = op.packed().dtype();
            long elements = (long) op.heads() * op.longest() * (op.pooled() ? 1 : op.longest());
            this.probabilities = new Nd4jMemory(dtype, scratch.take(SLOT, elements));
            this.gradients = new Nd4jMemory(dtype, scratch.take(SLOT + 1, elements));
            this.outputs = new Nd4jMemory(dtype, scratch.take(SLOT + 2, (long) op.longest() * op.width()));
        }

        Attention sequence(int b, int start, int tokens) {
            Tensor map = map(probabilities, tokens);
            return op.sequence(b, start, tokens, scores(map), map);
        }

        /** The same into scratch: what the op wrote stays as it is. */
        Attention again(int b, int start, int tokens) {
            Attention own = sequence(b, start, tokens);
            Tensor out = Tensor.create(
                    "output", outputs.dtype(), Role.STATE, own.out().shape());
            out.storage().place(outputs, 0);
            return new Attention(
                    own.q(), own.k(), own.v(), own.heads(), own.causal(), null, own.scores(), own.probabilities(), out);
        }

        Tensor gradient(int tokens) {
            return map(gradients, tokens);
        }

        private Tensor map(Nd4jMemory memory, int tokens) {
            Shape shape = Shape.of(1, op.heads(), op.pooled() ? 1 : tokens, tokens);
            Tensor map = Tensor.create("probabilities", memory.dtype(), Role.STATE, shape);
            map.storage().place(memory, 0);
            return map;
        }

        /** This engine's attention keeps its scores where the probabilities go; others want a float32 tensor beside them. */
        private static Tensor scores(Tensor map) {
            return map.dtype() == DType.FLOAT32 ? map : Tensor.create("scores", DType.FLOAT32, Role.STATE, map.shape());
        }
    }
}
