/** Commands that score models. */
@NullMarked
package dev.diptych.cli.evaluate;

import org.jspecify.annotations.NullMarked;
