/**
 * A kernel launch: its grid, its arguments, and the memory that launches share.
 */
@NullMarked
package dev.diptych.nn.cuda.launch;

import org.jspecify.annotations.NullMarked;
