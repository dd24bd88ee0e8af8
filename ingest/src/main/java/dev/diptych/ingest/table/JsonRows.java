package dev.diptych.ingest.table;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Rows out of JSON: scalars and lists of scalars are columns; nested objects are left out. */
final class JsonRows {
    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonRows() {}

    /** Reads an array of objects, an object of values, or objects one after the other. */
    static void read(String source, byte[] bytes, String keysAs, String valuesAs, boolean lines, Consumer<Row> rows) {
        try (JsonParser parser = JSON.getFactory().createParser(bytes)) {
            JsonToken first = parser.nextToken();
            if (lines) {
                for (JsonToken token = first; token != null; token = parser.nextToken()) {
                    rows.accept(row(source, parser));
                }
            } else if (first == JsonToken.START_ARRAY) {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    rows.accept(row(source, parser));
                }
                end(source, parser);
            } else if (first == JsonToken.START_OBJECT) {
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    rows.accept(keyed(parser, keysAs, valuesAs));
                }
                end(source, parser);
            } else {
                throw bad(source, parser.currentLocation(), "neither array nor object, expected rows");
            }
        } catch (JsonProcessingException e) {
            throw bad(source, e.getLocation(), e.getOriginalMessage().replaceAll("\\s+", " ") + ", expected JSON");
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory failed", e);
        }
    }

    /** Reads the object of one caption file. */
    static Row single(String source, byte[] bytes) {
        List<Row> rows = new ArrayList<>();
        read(source, bytes, TableConfig.DEFAULT_KEYS_AS, TableConfig.DEFAULT_VALUES_AS, true, rows::add);
        if (rows.size() != 1) {
            throw bad(source, JsonLocation.NA, rows.size() + " objects, expected one");
        }
        return rows.get(0);
    }

    private static Row row(String source, JsonParser parser) throws IOException {
        JsonLocation start = parser.currentLocation();
        JsonNode node = parser.readValueAsTree();
        if (!node.isObject()) {
            throw bad(source, start, "a row that is no object, expected one");
        }
        return new Row(columns(node));
    }

    private static Row keyed(JsonParser parser, String keysAs, String valuesAs) throws IOException {
        String key = parser.currentName();
        parser.nextToken();
        JsonNode node = parser.readValueAsTree();
        Map<String, List<String>> columns = new LinkedHashMap<>();
        columns.put(keysAs, List.of(key));
        if (node.isObject()) {
            columns(node).forEach(columns::putIfAbsent);
        } else {
            columns.put(valuesAs, values(node));
        }
        return new Row(columns);
    }

    private static Map<String, List<String>> columns(JsonNode object) {
        Map<String, List<String>> columns = new LinkedHashMap<>();
        object.properties().forEach(field -> {
            if (!field.getValue().isObject()) {
                columns.put(field.getKey(), values(field.getValue()));
            }
        });
        return columns;
    }

    private static List<String> values(JsonNode node) {
        List<String> values = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(item -> {
                if (item.isValueNode() && !item.isNull()) {
                    values.add(item.asText());
                }
            });
        } else if (!node.isNull()) {
            values.add(node.asText());
        }
        return values;
    }

    private static void end(String source, JsonParser parser) throws IOException {
        if (parser.nextToken() != null) {
            throw bad(source, parser.currentLocation(), "more after the last row, expected the end");
        }
    }

    private static IngestException bad(String source, JsonLocation location, String detail) {
        boolean known = location != null && location.getLineNr() > 0;
        String line = known ? "line " + location.getLineNr() + ": " : "";
        return new IngestException(
                Reason.BAD_TABLE, source, known ? location.getByteOffset() : IngestException.NO_OFFSET, line + detail);
    }
}
