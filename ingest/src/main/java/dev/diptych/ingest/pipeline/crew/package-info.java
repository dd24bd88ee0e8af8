/** Who does the work of a run: the threads of this process, or other processes that another module calls. */
@NullMarked
package dev.diptych.ingest.pipeline.crew;

import org.jspecify.annotations.NullMarked;
