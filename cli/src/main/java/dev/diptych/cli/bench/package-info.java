/** Commands that measure speed. */
@NullMarked
package dev.diptych.cli.bench;

import org.jspecify.annotations.NullMarked;
