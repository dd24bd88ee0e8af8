/** The tar format: members read forward from any stream with the offset in every error, and written reproducibly. */
@NullMarked
package dev.diptych.ingest.tar;

import org.jspecify.annotations.NullMarked;
