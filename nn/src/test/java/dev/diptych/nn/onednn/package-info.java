/** Tests of what is oneDNN's own: the self-test, and the contract under each instruction set. */
@NullMarked
package dev.diptych.nn.onednn;

import org.jspecify.annotations.NullMarked;
