/** What threads make of the images that were read, handed on in the order of reading. */
@NullMarked
package dev.diptych.ingest.pipeline.work;

import org.jspecify.annotations.NullMarked;
