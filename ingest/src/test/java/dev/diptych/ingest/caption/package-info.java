/** Tests of the package. */
@NullMarked
package dev.diptych.ingest.caption;

import org.jspecify.annotations.NullMarked;
