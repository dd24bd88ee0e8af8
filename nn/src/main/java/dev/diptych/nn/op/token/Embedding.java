package dev.diptych.nn.op.token;

import dev.diptych.nn.op.ColumnSum;
import dev.diptych.nn.op.Fill;
import dev.diptych.nn.tape.Differentiable;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Require;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;

/**
 * Looks tokens up and adds their positions: {@code out[b, t] = table[ids[b, t]] + positions[t]}.
 *
 * @param ids int32 [B, T], each in [0, V); the host checks them
 * @param table float32 [V, W]
 * @param positions float32 [at least T, W]
 * @param out float32 [B, T, W]
 */
public record Embedding(Tensor ids, Tensor table, Tensor positions, Tensor out) implements Differentiable {
    public Embedding {
        Require.contiguous("embedding", table, positions, out);
        Require.equal("embedding", out, out.shape().rows(), ids.shape().elements());
        Require.equal("embedding", table, table.shape().last(), out.shape().last());
        Require.atLeast(
                "embedding", positions, positions.shape().rows(), ids.shape().last());
    }

    @Override
    public List<Tensor> reads() {
        return List.of(ids, table, positions);
    }

    @Override
    public List<Tensor> writes() {
        return List.of(out);
    }

    @Override
    public void backward(Tape tape, Tensor gradient) {
        if (!tape.differentiable(table)) { // a table is large: its gradient is not computed along
            positionGradient(tape, gradient);
            return;
        }
        List<Tape.Sink> sinks = tape.sinks(table, positions);
        tape.record(new Grad(
                ids,
                gradient,
                sinks.get(0).gradient(),
                sinks.get(1).gradient(),
                sinks.get(0).accumulate()));
    }

    private void positionGradient(Tape tape, Tensor gradient) {
        Tape.Sink sink = tape.sink(positions);
        if (!sink.accumulate()) {
            tape.record(new Fill(sink.gradient(), 0));
        }
        int tokens = ids.shape().last();
        int length = tokens * out.shape().last();
        tape.record(new ColumnSum(
                gradient.reshape(Math.toIntExact(out.shape().elements()) / length, length),
                sink.gradient().rows(0, tokens).reshape(length),
                true));
    }

    /**
     * The gradient of {@link Embedding}: rows of equal ids add up, in the order of the tokens.
     *
     * @param ids int32 [B, T]
     * @param dout float32 [B, T, W]
     * @param dtable float32 [V, W]
     * @param dpositions float32 [at least T, W]; rows from T on receive nothing
     * @param accumulate whether to add to both rather than start from zero
     */
    public record Grad(Tensor ids, Tensor dout, Tensor dtable, Tensor dpositions, boolean accumulate)
            implements Primitive {
        public Grad {
            Require.contiguous("embedding gradient", dout, dtable, dpositions);
        }

        @Override
        public List<Tensor> reads() {
            return accumulate ? List.of(ids, dout, dtable, dpositions) : List.of(ids, dout);
        }

        @Override
        public List<Tensor> writes() {
            return List.of(dtable, dpositions);
        }
    }
}
