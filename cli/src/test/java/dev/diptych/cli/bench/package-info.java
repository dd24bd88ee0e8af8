/** Runs each command as a user does. */
@NullMarked
package dev.diptych.cli.bench;

import org.jspecify.annotations.NullMarked;
