/** The commands that judge the pairs of a data set. */
@NullMarked
package dev.diptych.cli.curate;

import org.jspecify.annotations.NullMarked;
