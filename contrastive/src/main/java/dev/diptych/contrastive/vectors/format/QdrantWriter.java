package dev.diptych.contrastive.vectors.format;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.contrastive.vectors.format.RequestFiles.Frame;
import dev.diptych.contrastive.vectors.row.VectorRow;
import dev.diptych.contrastive.vectors.row.VectorSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/**
 * {@code collection.json}, which creates a collection of Qdrant, and {@code points-00000.json} and so on, which fill it. A point's
 * number is its row's; Qdrant takes numbers and UUIDs only. Vectors are named, so that there can be two.
 */
final class QdrantWriter implements VectorWriter {
    private final VectorSchema schema;
    private final RequestFiles files;

    QdrantWriter(Path folder, VectorSchema schema, VectorFormat.Options options) throws IOException {
        this.schema = schema;
        JsonText.write(folder.resolve("collection.json"), collection(schema, options.type()));
        this.files = new RequestFiles(
                folder, "points", ".json", new Frame("{\"points\":[", ",", "]}"), options.maxFileBytes());
    }

    private static ObjectNode collection(VectorSchema schema, VectorType type) {
        ObjectNode collection = JsonNodeFactory.instance.objectNode();
        ObjectNode vectors = collection.putObject("vectors");
        for (String vector : schema.vectors()) {
            ObjectNode params = vectors.putObject(vector).put("size", schema.dimensions());
            params.put("distance", "Dot"); // the cosine, of vectors of length 1
            if (type == VectorType.FLOAT16) {
                params.put("datatype", "float16");
            }
        }
        if (type == VectorType.INT8) {
            ObjectNode scalar = collection.putObject("quantization_config").putObject("scalar");
            scalar.put("type", "int8").put("always_ram", true);
        }
        return collection;
    }

    @Override
    public void add(VectorRow row) throws IOException {
        files.add(row.id(), json -> {
            json.writeStartObject();
            json.writeNumberField("id", row.id());
            json.writeObjectFieldStart("vector");
            for (int i = 0; i < row.vectors().size(); i++) {
                json.writeFieldName(schema.vectors().get(i));
                RowJson.vector(json, row.vectors().get(i));
            }
            json.writeEndObject();
            json.writeObjectFieldStart("payload");
            RowJson.fields(json, schema.fields(), row, UnaryOperator.identity());
            json.writeEndObject();
            json.writeEndObject();
        });
    }

    @Override
    public void finish() throws IOException {
        files.finish();
    }

    @Override
    public void close() throws IOException {
        files.close();
    }
}
