/** Tests of what more machines would take. */
@NullMarked
package dev.diptych.bench.scale;

import org.jspecify.annotations.NullMarked;
