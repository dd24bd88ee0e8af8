@NullMarked
package dev.diptych.cli.evaluate.suite;

import org.jspecify.annotations.NullMarked;
