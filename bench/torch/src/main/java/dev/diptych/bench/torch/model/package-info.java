/** CLIP's model in PyTorch, its parameters named as open_clip names them; B rows, T tokens, W width, D dimensions. */
@NullMarked
package dev.diptych.bench.torch.model;

import org.jspecify.annotations.NullMarked;
