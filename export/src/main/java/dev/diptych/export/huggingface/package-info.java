/** The files of transformers' {@code CLIPModel} and {@code SiglipModel}, and the names of their tensors. W width, D embedding. */
@NullMarked
package dev.diptych.export.huggingface;

import org.jspecify.annotations.NullMarked;
