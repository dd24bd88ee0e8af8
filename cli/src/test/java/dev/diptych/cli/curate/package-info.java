/** Tests of the command that scores pairs. */
@NullMarked
package dev.diptych.cli.curate;

import org.jspecify.annotations.NullMarked;
