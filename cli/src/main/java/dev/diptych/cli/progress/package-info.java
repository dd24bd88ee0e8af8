/** Shows how far long work is, on a terminal and in a log. */
@NullMarked
package dev.diptych.cli.progress;

import org.jspecify.annotations.NullMarked;
