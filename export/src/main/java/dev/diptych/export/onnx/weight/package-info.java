/** A model's tensors as constants of graphs: in float32, float16 or 8 bits. Axis letters: M N K matrix sides. */
@NullMarked
package dev.diptych.export.onnx.weight;

import org.jspecify.annotations.NullMarked;
