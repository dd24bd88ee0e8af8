/** Tests of PyTorch's library. */
@NullMarked
package dev.diptych.bench.torch.runtime;

import org.jspecify.annotations.NullMarked;
