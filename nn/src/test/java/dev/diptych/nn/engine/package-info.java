/** Tests of the engine that plans. */
@NullMarked
package dev.diptych.nn.engine;

import org.jspecify.annotations.NullMarked;
