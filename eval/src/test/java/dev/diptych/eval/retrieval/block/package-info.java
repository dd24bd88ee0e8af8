@NullMarked
package dev.diptych.eval.retrieval.block;

import org.jspecify.annotations.NullMarked;
