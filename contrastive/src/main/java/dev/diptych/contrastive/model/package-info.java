/** The two-tower model: its parameters on an engine and recorded programs. B batch, T tokens, D embedding. */
@NullMarked
package dev.diptych.contrastive.model;

import org.jspecify.annotations.NullMarked;
