package dev.diptych.contrastive.vectors.format;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.contrastive.vectors.row.VectorRow;
import dev.diptych.contrastive.vectors.row.VectorSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** {@code index.json}, which creates an index of OpenSearch or Elasticsearch, and {@code bulk-00000.ndjson} and so on. */
final class BulkWriter implements VectorWriter {
    static final String INDEX = "index.json";

    private final VectorSchema schema;
    private final Components components;
    private final RequestFiles files;

    private BulkWriter(
            Path folder, VectorSchema schema, ObjectNode index, Components components, VectorFormat.Options options)
            throws IOException {
        this.schema = schema;
        this.components = components;
        JsonText.write(folder.resolve(INDEX), index);
        this.files = new RequestFiles(folder, "bulk", ".ndjson", RequestFiles.Frame.LINES, options.maxFileBytes());
    }

    /** Writes a vector's numbers. */
    private interface Components {
        void write(JsonGenerator json, float[] vector) throws IOException;
    }

    static BulkWriter openSearch(Path folder, VectorSchema schema, VectorFormat.Options options) throws IOException {
        float scale = options.type() == VectorType.INT8 ? Byte.MAX_VALUE / options.largest() : 1;
        Components components =
                options.type() == VectorType.INT8 ? (json, vector) -> bytes(json, vector, scale) : RowJson::vector;
        return new BulkWriter(folder, schema, Mapping.openSearch(schema, options.type(), scale), components, options);
    }

    static BulkWriter elasticsearch(Path folder, VectorSchema schema, VectorFormat.Options options) throws IOException {
        return new BulkWriter(folder, schema, Mapping.elasticsearch(schema, options.type()), RowJson::vector, options);
    }

    private static void bytes(JsonGenerator json, float[] vector, float scale) throws IOException {
        json.writeStartArray();
        for (float value : vector) {
            json.writeNumber(Math.round(value * scale));
        }
        json.writeEndArray();
    }

    @Override
    public void add(VectorRow row) throws IOException {
        files.add(row.id(), json -> {
            json.writeStartObject();
            json.writeObjectFieldStart("index");
            json.writeStringField("_id", Long.toString(row.id()));
            json.writeEndObject();
            json.writeEndObject();
            json.writeRaw('\n');
            json.writeStartObject();
            for (int i = 0; i < row.vectors().size(); i++) {
                json.writeFieldName(schema.vectors().get(i));
                components.write(json, row.vectors().get(i));
            }
            RowJson.fields(json, schema.fields(), row, UnaryOperator.identity());
            json.writeEndObject();
            json.writeRaw('\n');
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
