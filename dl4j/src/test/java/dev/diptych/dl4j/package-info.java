/** Tests of what is handed to Deeplearning4j. */
@NullMarked
package dev.diptych.dl4j;

import org.jspecify.annotations.NullMarked;
