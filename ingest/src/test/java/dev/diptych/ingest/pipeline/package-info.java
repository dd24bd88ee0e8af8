/** Tests of the package. */
@NullMarked
package dev.diptych.ingest.pipeline;

import org.jspecify.annotations.NullMarked;
