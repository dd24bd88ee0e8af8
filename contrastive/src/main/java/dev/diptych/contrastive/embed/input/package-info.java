/** What is embedded: pictures of folders and of shards, and lines of text. */
@NullMarked
package dev.diptych.contrastive.embed.input;

import org.jspecify.annotations.NullMarked;
