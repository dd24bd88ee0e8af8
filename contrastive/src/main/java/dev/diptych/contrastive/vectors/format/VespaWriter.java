package dev.diptych.contrastive.vectors.format;

import dev.diptych.contrastive.vectors.row.VectorRow;
import dev.diptych.contrastive.vectors.row.VectorSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An application of Vespa, {@code services.xml} and {@code schemas/NAME.sd}, and what is fed to it, {@code feed-00000.jsonl}. */
final class VespaWriter implements VectorWriter {
    private static final String ILLEGAL =
            "[\\p{Cc}\\uFDD0-\\uFDEF\\p{IsNoncharacter_Code_Point}&&[^\\t\\n\\r]]"; // com.yahoo.text.Text refuses them

    private final VectorSchema schema;
    private final RequestFiles files;

    VespaWriter(Path folder, VectorSchema schema, VectorFormat.Options options) throws IOException {
        this.schema = schema;
        Path schemas = Files.createDirectory(folder.resolve("schemas"));
        Files.writeString(schemas.resolve(schema.name() + ".sd"), VespaSchema.text(schema, options.type()));
        Files.writeString(folder.resolve("services.xml"), VespaSchema.services(schema.name()));
        this.files = new RequestFiles(folder, "feed", ".jsonl", RequestFiles.Frame.LINES, Long.MAX_VALUE);
    }

    @Override
    public void add(VectorRow row) throws IOException {
        files.add(row.id(), json -> {
            json.writeStartObject();
            json.writeStringField("put", "id:" + schema.name() + ":" + schema.name() + "::" + row.id());
            json.writeObjectFieldStart("fields");
            for (int i = 0; i < row.vectors().size(); i++) {
                json.writeFieldName(schema.vectors().get(i));
                RowJson.vector(json, row.vectors().get(i));
            }
            RowJson.fields(json, schema.fields(), row, text -> text.replaceAll(ILLEGAL, "\uFFFD"));
            json.writeEndObject();
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
