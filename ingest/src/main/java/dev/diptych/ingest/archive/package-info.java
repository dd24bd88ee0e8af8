/** Archives and folders read forward, member by member, whatever their format and however hostile. */
@NullMarked
package dev.diptych.ingest.archive;

import org.jspecify.annotations.NullMarked;
