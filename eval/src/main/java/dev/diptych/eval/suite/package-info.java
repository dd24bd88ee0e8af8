/** Several evaluations of several models, kept in a folder, and which difference between the models is real. */
@NullMarked
package dev.diptych.eval.suite;

import org.jspecify.annotations.NullMarked;
