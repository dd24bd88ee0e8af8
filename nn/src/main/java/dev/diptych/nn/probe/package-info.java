/**
 * An engine's fast primitives checked against plain loops, quickly enough to be done before the engine is first used on a
 * machine. The tests' oracle knows all primitives and many more cases; it takes minutes.
 *
 * <p>B sequences, T tokens, H heads, W columns, M rows.
 */
@NullMarked
package dev.diptych.nn.probe;

import org.jspecify.annotations.NullMarked;
