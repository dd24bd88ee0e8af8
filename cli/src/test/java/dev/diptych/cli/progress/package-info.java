/** Tests of the package. */
@NullMarked
package dev.diptych.cli.progress;

import org.jspecify.annotations.NullMarked;
