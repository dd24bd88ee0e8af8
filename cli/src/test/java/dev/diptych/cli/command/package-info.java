/** Runs each command as a user does. */
@NullMarked
package dev.diptych.cli.command;

import org.jspecify.annotations.NullMarked;
