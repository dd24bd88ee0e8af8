/** Caption tables: their formats, rows joined by key, filters, and the templates that make captions of columns. */
@NullMarked
package dev.diptych.ingest.table;

import org.jspecify.annotations.NullMarked;
