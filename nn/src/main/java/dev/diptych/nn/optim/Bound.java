package dev.diptych.nn.optim;

import dev.diptych.nn.tensor.Tensor;

/**
 * A learnt scalar that is kept in a range after each step.
 *
 * @param value float32 [1], a parameter
 */
public record Bound(Tensor value, double low, double high) {}
