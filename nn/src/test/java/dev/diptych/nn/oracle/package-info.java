/**
 * Every primitive in double precision, straight from its definition: what the engines are tested against.
 */
@NullMarked
package dev.diptych.nn.oracle;

import org.jspecify.annotations.NullMarked;
