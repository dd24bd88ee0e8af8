@NullMarked
package dev.diptych.cli.evaluate;

import org.jspecify.annotations.NullMarked;
