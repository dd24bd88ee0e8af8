/** Low-rank adapters of linear layers. M rows, K inputs, N outputs, R the rank. */
@NullMarked
package dev.diptych.nn.adapter;

import org.jspecify.annotations.NullMarked;
