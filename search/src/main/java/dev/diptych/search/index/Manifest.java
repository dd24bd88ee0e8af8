package dev.diptych.search.index;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.config.json.JsonDocument;
import dev.diptych.config.json.JsonException;
import dev.diptych.file.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What {@code index.json} says of the files beside it.
 *
 * @param id 32 hexadecimal digits, of a hash of the vectors and of what the rows are
 * @param count N
 * @param dimensions D
 * @param madeOf a hash of what the vectors were made of
 * @param source the images, as they were named
 * @param fields the names of what is known of rows
 * @param model that makes queries' vectors; null where there is none
 * @param thumbnails null where there are none
 * @param graph null where there is none
 */
public record Manifest(
        String id,
        int count,
        int dimensions,
        String madeOf,
        String source,
        List<String> fields,
        @Nullable ModelCopy model,
        @Nullable ThumbnailParts thumbnails,
        @Nullable Graph graph) {
    static final String FORMAT = "diptych-index";
    static final int VERSION = 1;

    private static final long LARGEST = 64L << 20;
    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
    private static final int MOST_DIMENSIONS = 1 << 16;

    public Manifest {
        fields = List.copyOf(fields);
    }

    /**
     * The graph of neighbours.
     *
     * @param m links of a node, 2 to 512
     * @param efConstruction candidates for them, 1 to 3200
     */
    public record Graph(int m, int efConstruction) {
        /** As Lucene makes them. */
        public static final Graph DEFAULT = new Graph(16, 100);

        public Graph {
            if (m < 2 || m > 512 || efConstruction < 1 || efConstruction > 3200) {
                throw new IllegalArgumentException("hnsw: m " + m + " and ef-construction " + efConstruction
                        + ", expected 2 to 512 and 1 to 3200");
            }
        }
    }

    /**
     * Reads the file.
     *
     * @throws IndexException if there is none, it is of another version, or it is damaged
     */
    public static Manifest read(IndexFolder folder) {
        Path file = folder.manifest();
        if (!Files.exists(file)) {
            throw IndexException.reading(
                    folder.folder().toString(),
                    (Files.isDirectory(folder.folder()) ? "no index.json" : "no such folder")
                            + ", expected an index; diptych index makes one, and finishes one that was interrupted");
        }
        try {
            return of(file, JsonDocument.tree(file, LARGEST));
        } catch (JsonException e) {
            throw IndexException.reading(
                    file.toString(), "no JSON that can be read, expected what diptych index writes", e);
        }
    }

    private static Manifest of(Path file, JsonNode json) {
        if (!FORMAT.equals(json.path("format").asText())) {
            throw damaged(file, "format '" + json.path("format").asText() + "', expected " + FORMAT);
        }
        JsonNode version = json.path("version");
        if (version.asLong(0) != VERSION) {
            throw IndexException.reading(
                    file.toString(),
                    "version " + version.asText("none") + ", expected " + VERSION + "; index again with --overwrite");
        }
        String id = json.path("id").asText();
        JsonNode count = json.path("count");
        JsonNode dimensions = json.path("dimensions");
        if (!ID.matcher(id).matches()
                || !count.isInt()
                || count.asInt() < 0
                || !dimensions.isInt()
                || dimensions.asInt() < 1
                || dimensions.asInt() > MOST_DIMENSIONS) {
            throw damaged(
                    file,
                    "id '" + id + "', count " + count.asText("none") + ", dimensions " + dimensions.asText("none")
                            + ", expected 32 hexadecimal digits and two whole numbers");
        }
        List<String> fields = new ArrayList<>();
        json.path("fields").forEach(field -> fields.add(field.asText()));
        JsonNode graph = json.path("hnsw");
        return new Manifest(
                id,
                count.asInt(),
                dimensions.asInt(),
                json.path("made_of").asText(),
                json.path("source").asText(),
                fields,
                json.path("model").isObject() ? ModelCopy.of(file, json.path("model")) : null,
                json.path("thumbnails").isObject()
                        ? ThumbnailParts.of(file, json.path("thumbnails"), count.asInt())
                        : null,
                graph.isObject() ? graph(file, graph) : null);
    }

    private static Graph graph(Path file, JsonNode json) {
        try {
            return new Graph(
                    json.path("m").asInt(), json.path("ef_construction").asInt());
        } catch (IllegalArgumentException e) {
            throw damaged(file, String.valueOf(e.getMessage()));
        }
    }

    /** The same with a graph, or without. */
    public Manifest with(@Nullable Graph other) {
        return new Manifest(id, count, dimensions, madeOf, source, fields, model, thumbnails, other);
    }

    static IndexException damaged(Path file, String problem) {
        return IndexException.reading(file.toString(), problem + "; index again with --overwrite");
    }

    /** Writes the file, in place of what stood there. */
    public void write(IndexFolder folder) throws IOException {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("format", FORMAT).put("version", VERSION).put("id", id);
        json.put("count", count)
                .put("dimensions", dimensions)
                .put("made_of", madeOf)
                .put("source", source);
        fields.forEach(json.putArray("fields")::add);
        if (model != null) {
            json.set("model", model.json());
        }
        if (thumbnails != null) {
            json.set("thumbnails", thumbnails.json());
        }
        if (graph != null) {
            json.putObject("hnsw").put("m", graph.m).put("ef_construction", graph.efConstruction);
        }
        WholeFile.write(folder.manifest(), (json.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
