/** What each engine loads: a mapping or schema, and the rows. D: components of a vector. */
@NullMarked
package dev.diptych.contrastive.vectors.format;

import org.jspecify.annotations.NullMarked;
