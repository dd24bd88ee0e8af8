/** PyTorch's library: which it is, how it computes, how it updates, how long it takes. */
@NullMarked
package dev.diptych.bench.torch.runtime;

import org.jspecify.annotations.NullMarked;
