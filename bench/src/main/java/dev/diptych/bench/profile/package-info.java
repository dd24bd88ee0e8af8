/** Where the time of a training step goes: by op family and by layer. */
@NullMarked
package dev.diptych.bench.profile;

import org.jspecify.annotations.NullMarked;
