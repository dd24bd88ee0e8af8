/** Tokenizers; the text transformer. */
@NullMarked
package dev.diptych.text;

import org.jspecify.annotations.NullMarked;
