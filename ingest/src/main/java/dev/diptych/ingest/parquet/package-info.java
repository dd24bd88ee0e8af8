/**
 * Tables in Apache Parquet: the footer, the pages and their compression are read and written here, the values in them are
 * decoded and encoded by Parquet's own library.
 */
@NullMarked
package dev.diptych.ingest.parquet;

import org.jspecify.annotations.NullMarked;
