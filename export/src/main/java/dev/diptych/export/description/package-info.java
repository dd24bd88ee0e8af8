/** What a folder says of its model: its shape, family, preprocessing and tokenizer, whoever laid it out. */
@NullMarked
package dev.diptych.export.description;

import org.jspecify.annotations.NullMarked;
