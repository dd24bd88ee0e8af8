/** The formats of archives: how each is recognised and read forward, entry by entry. */
@NullMarked
package dev.diptych.ingest.archive.format;

import org.jspecify.annotations.NullMarked;
