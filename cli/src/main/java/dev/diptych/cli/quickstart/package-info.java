/** The whole pipeline in one command. */
@NullMarked
package dev.diptych.cli.quickstart;

import org.jspecify.annotations.NullMarked;
