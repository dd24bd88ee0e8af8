package dev.diptych.contrastive.vectors.format;

import dev.diptych.contrastive.vectors.row.MetadataField;
import dev.diptych.contrastive.vectors.row.VectorSchema;
import java.util.stream.Collectors;

/** The statements around the rows. Names are quoted, so that any word may be one. */
final class PgvectorSql {
    /** Components of a vector that an index of pgvector takes; of a halfvec it takes twice as many. */
    private static final int MOST_OF_VECTOR = 2_000;

    private PgvectorSql() {}

    static boolean isHalf(VectorSchema schema, VectorType type) {
        return type == VectorType.FLOAT16 || schema.dimensions() > MOST_OF_VECTOR;
    }

    static String schema(VectorSchema schema, boolean half) {
        StringBuilder sql = new StringBuilder("CREATE EXTENSION IF NOT EXISTS vector;\n");
        sql.append("CREATE TABLE ").append(quoted(schema.name())).append(" (\n    \"id\" bigint PRIMARY KEY");
        for (String vector : schema.vectors()) {
            sql.append(",\n    ").append(quoted(vector)).append(half ? " halfvec(" : " vector(");
            sql.append(schema.dimensions()).append(") NOT NULL");
        }
        for (MetadataField field : schema.fields()) {
            sql.append(",\n    ")
                    .append(quoted(field.name()))
                    .append(
                            switch (field.kind()) {
                                case FLAG -> " boolean";
                                case INTEGER -> " bigint";
                                case REAL -> " double precision";
                                case TEXT -> " text";
                                case TEXTS, REALS -> " text[]";
                            });
        }
        return sql.append("\n);\n").toString();
    }

    /** By the inner product, which is the cosine of vectors of length 1 and the cheapest to compute. */
    static String index(VectorSchema schema, boolean half) {
        return schema.vectors().stream()
                        .map(vector -> "CREATE INDEX ON " + quoted(schema.name()) + " USING hnsw (" + quoted(vector)
                                + (half ? " halfvec_ip_ops" : " vector_ip_ops") + ");\n")
                        .collect(Collectors.joining())
                + "ANALYZE " + quoted(schema.name()) + ";\n";
    }

    static String load(VectorSchema schema, String rows) {
        return """
                \\set ON_ERROR_STOP on
                BEGIN;
                \\ir schema.sql
                \\copy %s FROM '%s' WITH (FORMAT text, ENCODING 'UTF8')
                \\ir index.sql
                COMMIT;
                """.formatted(quoted(schema.name()), rows);
    }

    /** Names have letters, digits and _ only. */
    private static String quoted(String name) {
        return '"' + name + '"';
    }
}
