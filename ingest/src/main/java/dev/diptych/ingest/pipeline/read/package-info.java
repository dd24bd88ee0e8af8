/** Sources read member by member, each image with the captions that a table, a neighbour or a file beside it has. */
@NullMarked
package dev.diptych.ingest.pipeline.read;

import org.jspecify.annotations.NullMarked;
