/** Files of ONNX run by onnxruntime, where that is on the class path. Axis letters: B batch, T tokens, D embedding. */
@NullMarked
package dev.diptych.export.onnx.runtime;

import org.jspecify.annotations.NullMarked;
