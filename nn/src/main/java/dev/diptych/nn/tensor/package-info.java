/**
 * Tensors: typed, shaped views of storage whose memory an engine provides.
 */
@NullMarked
package dev.diptych.nn.tensor;

import org.jspecify.annotations.NullMarked;
