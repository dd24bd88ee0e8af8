/** Models as files of ONNX, in folders that transformers.js and optimum load. Axis letters: B batch, T tokens, D embedding. */
@NullMarked
package dev.diptych.export.onnx;

import org.jspecify.annotations.NullMarked;
