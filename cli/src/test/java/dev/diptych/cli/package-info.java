/** Tests of the package. */
@NullMarked
package dev.diptych.cli;

import org.jspecify.annotations.NullMarked;
