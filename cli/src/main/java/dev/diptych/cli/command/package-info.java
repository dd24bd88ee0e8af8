/** The commands: each declares its options, calls the module that does the work, and reports. */
@NullMarked
package dev.diptych.cli.command;

import org.jspecify.annotations.NullMarked;
