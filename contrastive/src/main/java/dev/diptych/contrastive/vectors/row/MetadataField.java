package dev.diptych.contrastive.vectors.row;

import dev.diptych.ingest.parquet.TableColumn.Kind;

/**
 * What a column of the tables becomes.
 *
 * @param name of ASCII letters, digits and {@code _}
 * @param kind what it holds in all tables
 */
public record MetadataField(String column, String name, Kind kind) {}
