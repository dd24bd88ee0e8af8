package dev.diptych.nn.tape;

import dev.diptych.nn.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * What a tape holds.
 *
 * @param steps the primitives, in the order in which they run
 * @param constants int32 vectors that are written once, before the first run
 * @param recomputedFlops floating-point operations of those steps that compute for a second time
 */
public record Recording(List<Primitive> steps, Map<Tensor, int[]> constants, long recomputedFlops) {}
