/** That generated captions are alike in every run, and tokenizers trained on them. */
@NullMarked
package dev.diptych.bench.text;

import org.jspecify.annotations.NullMarked;
