/** What each primitive of a forward pass is in ONNX. Axis letters: B batch, T tokens, W width, H heads, M N K matrix sides. */
@NullMarked
package dev.diptych.export.onnx.emit;

import org.jspecify.annotations.NullMarked;
