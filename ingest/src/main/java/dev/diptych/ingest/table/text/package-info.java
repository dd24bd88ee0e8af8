/** The text of caption tables: how its bytes become characters, and those of separated values rows. */
@NullMarked
package dev.diptych.ingest.table.text;

import org.jspecify.annotations.NullMarked;
