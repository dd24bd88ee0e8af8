@NullMarked
package dev.diptych.cli.adapt;

import org.jspecify.annotations.NullMarked;
