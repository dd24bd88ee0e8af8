/** What bringing one image into a shard costs, stage by stage. */
@NullMarked
package dev.diptych.bench.image;

import org.jspecify.annotations.NullMarked;
