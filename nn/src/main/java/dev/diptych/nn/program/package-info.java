/**
 * A tape bound to an engine: its memory planned, its primitives turned into ops.
 */
@NullMarked
package dev.diptych.nn.program;

import org.jspecify.annotations.NullMarked;
