/** The command diptych: parses, calls, reports. */
@NullMarked
package dev.diptych.cli;

import org.jspecify.annotations.NullMarked;
