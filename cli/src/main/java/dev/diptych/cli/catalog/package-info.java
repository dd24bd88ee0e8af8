/** The commands that tell about model configurations. */
@NullMarked
package dev.diptych.cli.catalog;

import org.jspecify.annotations.NullMarked;
