package dev.diptych.contrastive.vectors.format;

import dev.diptych.contrastive.vectors.row.MetadataField;
import dev.diptych.contrastive.vectors.row.VectorSchema;

/** The texts of an application of Vespa. */
final class VespaSchema {
    private VespaSchema() {}

    /** The schema: a document type, and for each vector a rank profile of its name, whose scores are cosines. */
    static String text(VectorSchema schema, VectorType type) {
        String tensor =
                "tensor<" + (type == VectorType.FLOAT16 ? "bfloat16" : "float") + ">(x[" + schema.dimensions() + "])";
        StringBuilder text = new StringBuilder();
        text.append("schema ").append(schema.name()).append(" {\n");
        text.append("    document ").append(schema.name()).append(" {\n");
        for (String vector : schema.vectors()) {
            text.append("""
                            field %s type %s {
                                indexing: attribute | index
                                attribute {
                                    distance-metric: prenormalized-angular
                                }
                                index {
                                    hnsw {
                                        max-links-per-node: 16
                                        neighbors-to-explore-at-insert: 200
                                    }
                                }
                            }
                    """.formatted(vector, tensor));
        }
        for (MetadataField field : schema.fields()) {
            text.append("        field ").append(field.name()).append(" type ").append(field(field));
        }
        text.append("    }\n");
        for (String vector : schema.vectors()) {
            text.append("""
                        rank-profile %s {
                            inputs {
                                query(q) tensor<float>(x[%d])
                            }
                            first-phase {
                                expression: 1 - distance(field, %s)
                            }
                        }
                    """.formatted(vector, schema.dimensions(), vector));
        }
        return text.append("}\n").toString();
    }

    private static String field(MetadataField field) {
        return switch (field.kind()) {
            case FLAG -> "bool {\n            indexing: summary | attribute\n        }\n";
            case INTEGER -> "long {\n            indexing: summary | attribute\n        }\n";
            case REAL -> "double {\n            indexing: summary | attribute\n        }\n";
            case TEXT -> "string {\n            indexing: summary | index\n            index: enable-bm25\n        }\n";
            case TEXTS, REALS ->
                "array<string> {\n            indexing: summary | index\n            index: enable-bm25\n        }\n";
        };
    }

    /** One node that stores and searches. */
    static String services(String name) {
        return """
                <?xml version="1.0" encoding="utf-8" ?>
                <services version="1.0">
                    <container id="default" version="1.0">
                        <document-api/>
                        <search/>
                        <nodes>
                            <node hostalias="node1"/>
                        </nodes>
                    </container>
                    <content id="content" version="1.0">
                        <min-redundancy>1</min-redundancy>
                        <documents>
                            <document type="%s" mode="index"/>
                        </documents>
                        <nodes>
                            <node hostalias="node1" distribution-key="0"/>
                        </nodes>
                    </content>
                </services>
                """.formatted(name);
    }
}
