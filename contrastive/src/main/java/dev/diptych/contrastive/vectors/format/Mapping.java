package dev.diptych.contrastive.vectors.format;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.contrastive.vectors.row.MetadataField;
import dev.diptych.contrastive.vectors.row.VectorSchema;

/*
 * Vectors have length 1, so that the inner product is the cosine: Faiss within OpenSearch computes it as it is (innerproduct),
 * Elasticsearch asks for unit length (dot_product). Bytes do not have length 1: cosinesimil, which Lucene within OpenSearch computes.
 */
/** The body of the request that creates an index of OpenSearch or Elasticsearch. */
final class Mapping {
    /** Characters of a text that are a keyword too; both take 32,766 bytes at most. */
    private static final int KEYWORD = 1024;

    private static final int LINKS = 16;
    private static final int BEAM = 100;

    private Mapping() {}

    /** @param scale by which components were multiplied to become bytes */
    static ObjectNode openSearch(VectorSchema schema, VectorType type, float scale) {
        ObjectNode index = JsonNodeFactory.instance.objectNode();
        index.putObject("settings").putObject("index").put("knn", true);
        ObjectNode mappings = index.putObject("mappings");
        if (type == VectorType.INT8) {
            mappings.putObject("_meta").put("byte_scale", scale);
        }
        ObjectNode properties = mappings.putObject("properties");
        for (String vector : schema.vectors()) {
            ObjectNode field = properties.putObject(vector).put("type", "knn_vector");
            field.put("dimension", schema.dimensions());
            if (type == VectorType.INT8) {
                field.put("data_type", "byte");
            }
            ObjectNode method = field.putObject("method").put("name", "hnsw");
            method.put("engine", type == VectorType.INT8 ? "lucene" : "faiss");
            method.put("space_type", type == VectorType.INT8 ? "cosinesimil" : "innerproduct");
            ObjectNode parameters = method.putObject("parameters").put("m", LINKS);
            parameters.put("ef_construction", BEAM);
            if (type == VectorType.FLOAT16) {
                ObjectNode encoder = parameters.putObject("encoder").put("name", "sq");
                encoder.putObject("parameters").put("type", "fp16");
            }
        }
        fields(properties, schema);
        return index;
    }

    static ObjectNode elasticsearch(VectorSchema schema, VectorType type) {
        ObjectNode index = JsonNodeFactory.instance.objectNode();
        ObjectNode properties = index.putObject("mappings").putObject("properties");
        for (String vector : schema.vectors()) {
            ObjectNode field = properties.putObject(vector).put("type", "dense_vector");
            field.put("dims", schema.dimensions()).put("index", true).put("similarity", "dot_product");
            ObjectNode options =
                    field.putObject("index_options").put("type", type == VectorType.INT8 ? "int8_hnsw" : "hnsw");
            options.put("m", LINKS).put("ef_construction", BEAM);
        }
        fields(properties, schema);
        return index;
    }

    private static void fields(ObjectNode properties, VectorSchema schema) {
        for (MetadataField field : schema.fields()) {
            ObjectNode property = properties.putObject(field.name());
            switch (field.kind()) {
                case FLAG -> property.put("type", "boolean");
                case INTEGER -> property.put("type", "long");
                case REAL -> property.put("type", "double");
                case TEXT, TEXTS, REALS -> {
                    property.put("type", "text");
                    ObjectNode keyword = property.putObject("fields").putObject("keyword");
                    keyword.put("type", "keyword").put("ignore_above", KEYWORD);
                }
            }
        }
    }
}
