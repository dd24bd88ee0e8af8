/** Work on several threads in one order: what ingest, training, embedding and evaluation read their samples with. */
@NullMarked
package dev.diptych.ingest.flow;

import org.jspecify.annotations.NullMarked;
