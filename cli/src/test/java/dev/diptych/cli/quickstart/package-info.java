/** Runs each command as a user does. */
@NullMarked
package dev.diptych.cli.quickstart;

import org.jspecify.annotations.NullMarked;
