/**
 * Which instruction set oneDNN may use: one whose self-test passed on this processor. What is found is kept in the cache
 * folder, so that a machine is tested once: docs/decisions/0016.
 */
@NullMarked
package dev.diptych.nn.onednn.isa;

import org.jspecify.annotations.NullMarked;
