/** Tests with small tokenizers made by hand and naive encoders beside them. */
@NullMarked
package dev.diptych.text.huggingface;

import org.jspecify.annotations.NullMarked;
