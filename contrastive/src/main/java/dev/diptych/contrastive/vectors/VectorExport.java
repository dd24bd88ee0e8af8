package dev.diptych.contrastive.vectors;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.contrastive.vectors.format.VectorFormat;
import dev.diptych.contrastive.vectors.format.VectorType;
import dev.diptych.contrastive.vectors.format.VectorWriter;
import dev.diptych.contrastive.vectors.row.MetadataField;
import dev.diptych.contrastive.vectors.row.VectorExportException;
import dev.diptych.contrastive.vectors.row.VectorSchema;
import dev.diptych.file.WholeFolder;
import dev.diptych.ingest.parquet.TableColumn.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Embeddings that are written as files for a search engine, row by row. */
public final class VectorExport {
    private static final String DESCRIPTION = "vectors.json";

    private final Options options;
    private final VectorSource source;
    private final VectorSchema schema;

    /**
     * What to write.
     *
     * @param name of the index, collection or table, as {@link VectorSchema#isName} has it
     * @param dimensions components of each vector that are kept, from the first, as Matryoshka embeddings allow; 0 for all
     * @param columns of the tables; none for all
     * @param maxFileBytes of a file that is sent as one request
     */
    public record Options(
            VectorKind kind,
            VectorFormat format,
            VectorType type,
            String name,
            int dimensions,
            List<String> columns,
            long maxFileBytes) {
        public Options {
            columns = List.copyOf(columns);
        }
    }

    private VectorExport(Options options, VectorSource source, VectorSchema schema) {
        this.options = options;
        this.source = source;
        this.schema = schema;
    }

    /**
     * Opens embeddings and checks that they can be written so.
     *
     * @param embeddings the output of {@code diptych embed} or clip-retrieval
     * @throws VectorExportException if they do not go together, or the engine does not take them
     * @throws dev.diptych.contrastive.embed.file.NpyException if a file of vectors cannot be read
     * @throws dev.diptych.ingest.IngestException if a table cannot
     */
    public static VectorExport open(Path embeddings, Options options) {
        VectorSource source = VectorSource.open(embeddings, options.kind);
        int dimensions = options.dimensions == 0 ? source.dimensions() : options.dimensions;
        if (dimensions > source.dimensions()) {
            throw new VectorExportException(
                    embeddings.toString(),
                    "vectors of " + source.dimensions() + " numbers, expected at least " + dimensions + " to keep");
        }
        options.format.require(embeddings.toString(), dimensions, options.type);
        Map<String, Kind> held = source.columns();
        for (String column : options.columns) {
            if (!held.containsKey(column)) {
                throw new VectorExportException(
                        embeddings.toString(), "no column '" + column + "', expected some of " + held.keySet());
            }
        }
        Collection<String> columns = options.columns.isEmpty() ? held.keySet() : options.columns;
        List<String> reserved = new ArrayList<>(options.format.reserved());
        reserved.add("id");
        reserved.addAll(VectorKind.BOTH.fields());
        List<MetadataField> fields = FieldNames.of(columns, reserved).entrySet().stream()
                .map(name ->
                        new MetadataField(name.getKey(), name.getValue(), held.getOrDefault(name.getKey(), Kind.TEXT)))
                .toList();
        return new VectorExport(
                options,
                source,
                new VectorSchema(options.name, dimensions, options.kind.fields(), fields, source.rows()));
    }

    /** What its rows have. */
    public VectorSchema schema() {
        return schema;
    }

    /** Follows an export; called after every row. */
    public interface Listener {
        void at(long rows);
    }

    /**
     * Writes {@code output}, whole or not at all.
     *
     * @param output a folder that is not there, or an empty one
     * @throws VectorExportException if a vector has no length
     */
    public void run(Path output, Listener listener) throws IOException {
        Set<String> columns =
                schema.fields().stream().map(MetadataField::column).collect(Collectors.toSet());
        try (WholeFolder folder = WholeFolder.begin(output)) {
            float largest = options.format.scales(options.type) ? largest() : 1;
            VectorFormat.Options how = new VectorFormat.Options(options.type, options.maxFileBytes, largest);
            try (VectorWriter writer = options.format.open(folder.partial(), schema, how)) {
                source.read(schema.dimensions(), columns::contains, row -> {
                    writer.add(row);
                    listener.at(row.id() + 1);
                });
                writer.finish();
            }
            Files.writeString(
                    folder.partial().resolve(DESCRIPTION), description().toPrettyString() + "\n");
            folder.commit();
        }
    }

    private float largest() throws IOException {
        float[] largest = new float[1];
        source.read(schema.dimensions(), column -> false, row -> {
            for (float[] vector : row.vectors()) {
                for (float value : vector) {
                    largest[0] = Math.max(largest[0], Math.abs(value));
                }
            }
        });
        return largest[0];
    }

    /** What was written, for people and scripts. */
    private ObjectNode description() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("format", options.format.option());
        json.put("name", schema.name()).put("rows", schema.rows()).put("dimensions", schema.dimensions());
        json.put("type", options.type.name().toLowerCase(Locale.ROOT));
        schema.vectors().forEach(json.putArray("vectors")::add);
        ObjectNode fields = json.putObject("fields");
        for (MetadataField field : schema.fields()) {
            ObjectNode described = fields.putObject(field.name()).put("column", field.column());
            described.put("kind", field.kind().name().toLowerCase(Locale.ROOT));
        }
        return json;
    }
}
