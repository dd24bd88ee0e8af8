/** Products of many vectors with many others, block by block. R rows, C columns, D dimensions. */
@NullMarked
package dev.diptych.nn.block;

import org.jspecify.annotations.NullMarked;
