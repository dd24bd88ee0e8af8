package dev.diptych.nn.layer;

import dev.diptych.nn.op.Activation;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Tensor;

/** The feed-forward half of a block: two linear layers around an activation. */
record Mlp(Linear expand, Activation.Kind activation, Branch branch) {
    /** @return {@code x + branch(activation(expand(normed)))}, float32 [B, T, W] */
    Tensor apply(Tape tape, String name, Tensor normed, Tensor x) {
        Tensor hidden;
        if (tape.isTraining()) {
            Tensor before = expand.apply(tape, name + ".c_fc", normed);
            hidden = tape.computed(name + ".gelu", before.shape().toArray());
            tape.record(new Activation(activation, before, hidden));
        } else {
            hidden = expand.apply(tape, name + ".c_fc", normed, activation, null);
        }
        return branch.join(tape, name + ".c_proj", hidden, x);
    }
}
