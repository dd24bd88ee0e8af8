/** Commands on data: archives to shards, captions to a tokenizer. */
@NullMarked
package dev.diptych.cli.data;

import org.jspecify.annotations.NullMarked;
