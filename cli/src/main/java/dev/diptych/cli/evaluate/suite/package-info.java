/** The command that scores several models on several sets. */
@NullMarked
package dev.diptych.cli.evaluate.suite;

import org.jspecify.annotations.NullMarked;
