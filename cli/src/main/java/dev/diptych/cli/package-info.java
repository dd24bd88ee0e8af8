/** The command diptych: parses, calls, reports; nothing else. */
@NullMarked
package dev.diptych.cli;

import org.jspecify.annotations.NullMarked;
