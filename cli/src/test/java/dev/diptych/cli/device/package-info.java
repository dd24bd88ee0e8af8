@NullMarked
package dev.diptych.cli.device;

import org.jspecify.annotations.NullMarked;
