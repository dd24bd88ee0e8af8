/**
 * What every engine must do: each primitive, and whole recorded networks, against the oracle.
 */
@NullMarked
package dev.diptych.nn.contract;

import org.jspecify.annotations.NullMarked;
