/**
 * Checkpoints: safetensors files under open_clip's names, and the folder that describes itself.
 */
@NullMarked
package dev.diptych.contrastive.checkpoint;

import org.jspecify.annotations.NullMarked;
