/** A model's files of ONNX beside the model itself. Axis letters: N images, M texts, D embedding, C context. */
@NullMarked
package dev.diptych.eval.onnx;

import org.jspecify.annotations.NullMarked;
