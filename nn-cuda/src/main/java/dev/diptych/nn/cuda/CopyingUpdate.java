package dev.diptych.nn.cuda;

import dev.diptych.nn.op.update.ParameterUpdate;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;

/**
 * An optimiser's step that keeps the parameters' copy up to date.
 *
 * @param copy bfloat16, as many elements as the step's parameters
 */
record CopyingUpdate(ParameterUpdate step, Tensor copy) implements Primitive {
    @Override
    public List<Tensor> reads() {
        return step.reads();
    }

    @Override
    public List<Tensor> writes() {
        return Stream.concat(step.writes().stream(), Stream.of(copy)).toList();
    }
}
