/** The two-tower model, losses, data loader, trainer and checkpoints. */
@NullMarked
package dev.diptych.contrastive;

import org.jspecify.annotations.NullMarked;
