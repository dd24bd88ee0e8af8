/** JSON that is data: metadata of samples and tables, as Python and other tools write it. */
@NullMarked
package dev.diptych.ingest.json;

import org.jspecify.annotations.NullMarked;
