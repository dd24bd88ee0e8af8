/** Tests of the commands that write for other programs. */
@NullMarked
package dev.diptych.cli.export;

import org.jspecify.annotations.NullMarked;
