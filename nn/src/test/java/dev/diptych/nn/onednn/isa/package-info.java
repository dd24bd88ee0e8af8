/** Tests of how an instruction set is settled. */
@NullMarked
package dev.diptych.nn.onednn.isa;

import org.jspecify.annotations.NullMarked;
