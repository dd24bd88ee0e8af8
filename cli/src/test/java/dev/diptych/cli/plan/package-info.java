@NullMarked
package dev.diptych.cli.plan;

import org.jspecify.annotations.NullMarked;
