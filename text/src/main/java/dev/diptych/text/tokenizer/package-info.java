/** Captions to token ids and back, with a byte-level BPE as CLIP's, and the files of a tokenizer. */
@NullMarked
package dev.diptych.text.tokenizer;

import org.jspecify.annotations.NullMarked;
