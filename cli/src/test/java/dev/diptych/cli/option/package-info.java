@NullMarked
package dev.diptych.cli.option;

import org.jspecify.annotations.NullMarked;
