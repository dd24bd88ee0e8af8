/**
 * The training loop, its log and what it leaves behind.
 */
@NullMarked
package dev.diptych.contrastive.train;

import org.jspecify.annotations.NullMarked;
