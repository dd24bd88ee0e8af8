/** Commands that say what a training takes before it is begun. */
@NullMarked
package dev.diptych.cli.plan;

import org.jspecify.annotations.NullMarked;
