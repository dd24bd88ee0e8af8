/** Captions to token ids and back: byte-level BPE as CLIP's, its training and its files. */
@NullMarked
package dev.diptych.text.tokenizer;

import org.jspecify.annotations.NullMarked;
