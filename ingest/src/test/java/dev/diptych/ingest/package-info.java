/** Archives and images for tests, made in code. */
@NullMarked
package dev.diptych.ingest;

import org.jspecify.annotations.NullMarked;
