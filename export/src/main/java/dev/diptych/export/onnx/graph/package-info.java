/** Graphs of ONNX, as they are put together and as files. */
@NullMarked
package dev.diptych.export.onnx.graph;

import org.jspecify.annotations.NullMarked;
