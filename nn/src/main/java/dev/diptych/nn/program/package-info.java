/**
 * Recording a model as a flat list of primitives, differentiating it and planning its memory.
 */
@NullMarked
package dev.diptych.nn.program;

import org.jspecify.annotations.NullMarked;
