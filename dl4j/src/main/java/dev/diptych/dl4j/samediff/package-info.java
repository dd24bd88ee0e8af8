/** Models as files of SameDiff. Axis letters: B batch, C context length, D embedding, H heads, S an image's side, T tokens, W width. */
@NullMarked
package dev.diptych.dl4j.samediff;

import org.jspecify.annotations.NullMarked;
