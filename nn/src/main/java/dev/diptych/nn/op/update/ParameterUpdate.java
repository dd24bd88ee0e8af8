package dev.diptych.nn.op.update;

import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tensor.Tensor;

/** What an optimiser does to a run of parameters at the end of a step; nothing else writes parameters. */
public sealed interface ParameterUpdate extends Primitive permits AdamWStep, LionStep, Descent {
    /** float32 [N], those that it changes. */
    Tensor parameter();
}
