/** The commands that write models and vectors for other programs. */
@NullMarked
package dev.diptych.cli.export;

import org.jspecify.annotations.NullMarked;
