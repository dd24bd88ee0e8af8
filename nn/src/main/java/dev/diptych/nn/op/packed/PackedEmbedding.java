package dev.diptych.nn.op.packed;

import dev.diptych.nn.tape.Differentiable;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Require;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks tokens up and adds their positions: {@code out[r] = table[ids[r]] + positions[places[r]]}.
 *
 * @param ids int32 [R], each in [0, V); the host checks them
 * @param places int32 [R], where each token stands in its sequence, in [0, C); the host checks them
 * @param table float32 [V, W]
 * @param positions float32 [C, W]
 * @param out float32 [R, W]
 */
public record PackedEmbedding(Tensor ids, Tensor places, Tensor table, Tensor positions, Tensor out)
        implements Differentiable {
    public PackedEmbedding {
        Require.contiguous("packed embedding", table, positions, out);
        Require.equal("packed embedding", out, out.shape().rows(), ids.shape().elements());
        Require.equal(
                "packed embedding",
                places,
                places.shape().elements(),
                ids.shape().elements());
        Require.equal(
                "packed embedding", table, table.shape().last(), out.shape().last());
        Require.equal(
                "packed embedding",
                positions,
                positions.shape().last(),
                out.shape().last());
    }

    @Override
    public List<Tensor> reads() {
        return List.of(ids, places, table, positions);
    }

    @Override
    public List<Tensor> writes() {
        return List.of(out);
    }

    @Override
    public void backward(Tape tape, Tensor gradient) {
        boolean learnt = tape.differentiable(table); // a table is large: its gradient is not computed along
        List<Tape.Sink> sinks = learnt ? tape.sinks(table, positions) : List.of(tape.sink(positions));
        Tape.Sink last = sinks.get(sinks.size() - 1);
        tape.record(new Grad(
                ids, places, gradient, learnt ? sinks.get(0).gradient() : null, last.gradient(), last.accumulate()));
    }

    /**
     * The gradient of {@link PackedEmbedding}: rows of equal ids add up, in the order of the tokens, and so do rows of equal
     * places.
     *
     * @param ids int32 [R]
     * @param places int32 [R]
     * @param dout float32 [R, W]
     * @param dtable float32 [V, W], or null for a table that is not learnt
     * @param dpositions float32 [C, W]
     * @param accumulate whether to add to both rather than start from zero
     */
    public record Grad(
            Tensor ids,
            Tensor places,
            Tensor dout,
            @Nullable Tensor dtable,
            Tensor dpositions,
            boolean accumulate) implements Primitive {
        public Grad {
            Require.contiguous("packed embedding gradient", dout, dpositions);
            if (dtable != null) {
                Require.contiguous("packed embedding gradient", dtable);
            }
        }

        @Override
        public List<Tensor> reads() {
            List<Tensor> reads = new ArrayList<>(List.of(ids, places, dout));
            if (accumulate) {
                reads.addAll(writes());
            }
            return List.copyOf(reads);
        }

        @Override
        public List<Tensor> writes() {
            return dtable == null ? List.of(dpositions) : List.of(dtable, dpositions);
        }
    }
}
