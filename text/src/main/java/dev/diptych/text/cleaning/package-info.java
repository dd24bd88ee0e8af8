/** Captions as they were typed or scraped, made into the plain text that tokenizers read. */
@NullMarked
package dev.diptych.text.cleaning;

import org.jspecify.annotations.NullMarked;
