/** Partitions that other processes make: what they need to know for it, and who calls them. */
@NullMarked
package dev.diptych.contrastive.embed.crew;

import org.jspecify.annotations.NullMarked;
