/** The processes of one training, and what they tell each other. Axis letters: B pairs of a step, D embedding, R ranks. */
@NullMarked
package dev.diptych.contrastive.ranks;

import org.jspecify.annotations.NullMarked;
