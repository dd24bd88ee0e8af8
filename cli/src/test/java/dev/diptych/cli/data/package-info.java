/** Runs each command as a user does. */
@NullMarked
package dev.diptych.cli.data;

import org.jspecify.annotations.NullMarked;
