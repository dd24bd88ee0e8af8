/** The ingest itself: what to read and how to write it, the run over all cores, and the account of every image. */
@NullMarked
package dev.diptych.ingest.pipeline;

import org.jspecify.annotations.NullMarked;
