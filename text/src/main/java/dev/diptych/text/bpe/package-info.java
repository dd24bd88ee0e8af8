/** Byte-level BPE: a vocabulary with its merges, words merged by it, and its training on captions. */
@NullMarked
package dev.diptych.text.bpe;

import org.jspecify.annotations.NullMarked;
