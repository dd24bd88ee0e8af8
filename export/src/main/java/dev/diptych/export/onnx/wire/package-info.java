/** Protocol buffers' wire format, as far as ONNX needs it written. */
@NullMarked
package dev.diptych.export.onnx.wire;

import org.jspecify.annotations.NullMarked;
