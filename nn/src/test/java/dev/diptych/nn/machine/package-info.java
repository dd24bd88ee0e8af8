/** Arithmetic of what is measured; no figure of a machine is asserted. */
@NullMarked
package dev.diptych.nn.machine;

import org.jspecify.annotations.NullMarked;
