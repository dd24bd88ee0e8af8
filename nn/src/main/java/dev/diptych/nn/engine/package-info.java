/**
 * What runs a program: engines make memory and bind primitives to it.
 */
@NullMarked
package dev.diptych.nn.engine;

import org.jspecify.annotations.NullMarked;
