package dev.diptych.nn.layer;

import dev.diptych.nn.op.LayerScale;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The end of a residual branch: its last linear layer, and how its result joins the stream.
 *
 * @param scale float32 [W], a weight for each column; null to add the result as it is
 */
record Branch(Linear project, @Nullable Tensor scale) {
    /** @return {@code x + scale * project(inner)}, float32, the shape of {@code x} */
    Tensor join(Tape tape, String name, Tensor inner, Tensor x) {
        if (scale == null) {
            return project.apply(tape, name, inner, null, x);
        }
        Tensor computed = project.apply(tape, name, inner);
        Tensor out = tape.activation(name + ".scaled", x.shape().toArray());
        tape.record(new LayerScale(computed, scale, x, out));
        return out;
    }
}
