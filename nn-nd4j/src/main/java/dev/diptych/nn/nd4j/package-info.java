/**
 * The portable engine: primitives composed from ND4J's elementary operations, on any of its backends; schedules as its
 * updaters take them.
 */
@NullMarked
package dev.diptych.nn.nd4j;

import org.jspecify.annotations.NullMarked;
