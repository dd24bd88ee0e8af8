/** Tokenizers out of the files of Hugging Face and open_clip, whichever implementation reads them. */
@NullMarked
package dev.diptych.text.huggingface;

import org.jspecify.annotations.NullMarked;
