/** Class names and the templates that make captions of them, for zero-shot classification. */
@NullMarked
package dev.diptych.text.prompt;

import org.jspecify.annotations.NullMarked;
