/** Products by weights that stay as they are from run to run, as in forward programs: M rows, N columns, K inputs. */
@NullMarked
package dev.diptych.nn.op.fixed;

import org.jspecify.annotations.NullMarked;
