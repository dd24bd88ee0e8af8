package dev.diptych.nn.op.loss;

import dev.diptych.nn.tape.Add;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The sum of several losses, each of which has carried its gradient on by itself.
 *
 * @param terms float32 [1] each, at least one
 * @param out float32 [1]
 */
public record Total(List<Tensor> terms, Tensor out) implements Primitive {
    public Total {
        terms = List.copyOf(terms);
        if (terms.isEmpty()) {
            throw new IllegalArgumentException("total: no terms, expected at least one");
        }
    }

    @Override
    public List<Tensor> reads() {
        return terms;
    }

    @Override
    public List<Tensor> writes() {
        return List.of(out);
    }

    /** Nothing is left to carry on. */
    @Override
    public void backward(Tape tape) {}

    @Override
    public List<Primitive> parts() {
        List<Primitive> sums = new ArrayList<>();
        for (Tensor term : terms) {
            sums.add(new Add(term, out, !sums.isEmpty()));
        }
        return sums;
    }
}
