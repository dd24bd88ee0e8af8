/** That every primitive can be timed. */
@NullMarked
package dev.diptych.bench.op;

import org.jspecify.annotations.NullMarked;
