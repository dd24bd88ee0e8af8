/** The training of tokenizers and encoding with them, on generated captions. */
@NullMarked
package dev.diptych.bench.text;

import org.jspecify.annotations.NullMarked;
