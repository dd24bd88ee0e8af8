/** Scores of a model while it is trained: who gives them, and where they are kept. */
@NullMarked
package dev.diptych.contrastive.validation;

import org.jspecify.annotations.NullMarked;
