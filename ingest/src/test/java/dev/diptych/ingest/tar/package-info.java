/** Tests of the package. */
@NullMarked
package dev.diptych.ingest.tar;

import org.jspecify.annotations.NullMarked;
