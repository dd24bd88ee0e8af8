/** What a logged step is told of beside its loss: how well its pairs are told apart, and how large its weights and gradients are. */
@NullMarked
package dev.diptych.contrastive.figures;

import org.jspecify.annotations.NullMarked;
