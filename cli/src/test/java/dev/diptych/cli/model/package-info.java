/** Runs each command as a user does. */
@NullMarked
package dev.diptych.cli.model;

import org.jspecify.annotations.NullMarked;
