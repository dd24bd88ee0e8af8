package dev.diptych.ingest.table;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.config.json.JsonProblem;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.caption.Row;
import dev.diptych.ingest.json.DataJson;
import dev.diptych.ingest.table.text.DelimitedText;
import java.io.IOException;
import java.io.Reader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Rows out of JSON: scalars and lists of scalars are columns; nested objects are left out. */
public final class JsonRows {
    private JsonRows() {}

    /**
     * Reads an array of objects, or an object of values; an element that is no object is bad.
     *
     * @throws IngestException if it is no JSON: where the next row would begin cannot be known
     */
    static void read(String source, Reader text, String keysAs, String valuesAs, RowSink rows) throws IOException {
        parse(source, text, parser -> {
            JsonToken first = parser.nextToken();
            if (first == JsonToken.START_ARRAY) {
                array(parser, (node, where) -> element(node, where, rows));
            } else if (first == JsonToken.START_OBJECT) {
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    rows.row(keyed(parser, keysAs, valuesAs));
                }
            } else {
                throw bad(source, parser.currentLocation(), "neither array nor object, expected rows");
            }
        });
    }

    /**
     * Reads the elements of the document, which is an array, one at a time.
     *
     * @param each takes an element, and its place in the text
     * @throws IngestException if it is no JSON, or no array
     */
    public static void elements(String source, Reader text, BiConsumer<JsonNode, String> each) throws IOException {
        parse(source, text, parser -> {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw bad(source, parser.currentLocation(), "no array, expected one");
            }
            array(parser, each);
        });
    }

    /**
     * Reads the elements of an array in the document, which is an object, one at a time.
     *
     * @param key of the array
     * @param each takes an element, and its place in the text
     * @throws IngestException if it is no JSON, or no object with such an array
     */
    public static void elements(String source, Reader text, String key, BiConsumer<JsonNode, String> each)
            throws IOException {
        parse(source, text, parser -> {
            boolean found = false;
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    boolean named = parser.currentName().equals(key);
                    if (parser.nextToken() == JsonToken.START_ARRAY && named) {
                        found = true;
                        array(parser, each);
                    } else {
                        parser.skipChildren();
                    }
                }
            }
            if (!found) {
                throw bad(source, JsonLocation.NA, "no array '" + key + "', expected an object with one");
            }
        });
    }

    private interface Parsing {
        void of(JsonParser parser) throws IOException;
    }

    /** Reads a whole document. */
    private static void parse(String source, Reader text, Parsing parsing) throws IOException {
        try (JsonParser parser = DataJson.parser(text)) {
            parsing.of(parser);
            if (parser.nextToken() != null) {
                throw bad(source, parser.currentLocation(), "more after the last row, expected the end");
            }
        } catch (JsonProcessingException e) {
            throw bad(source, e.getLocation(), JsonProblem.said(e) + ", expected JSON");
        }
    }

    private static void array(JsonParser parser, BiConsumer<JsonNode, String> each) throws IOException {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            String where = "line " + parser.currentLocation().getLineNr();
            each.accept(DataJson.next(parser), where);
        }
    }

    /** Reads an object a line; a line that is none is bad. */
    static void readLines(Reader text, RowSink rows) throws IOException {
        lines(text, rows, (node, where) -> element(node, where, rows));
    }

    /** Reads a value a line; a line that is no JSON is bad. */
    static void lines(Reader text, RowSink rows, BiConsumer<JsonNode, String> each) throws IOException {
        // No text has this character, so that a record is a line.
        DelimitedText lines = new DelimitedText(text, '\uFFFF', false);
        for (DelimitedText.Record line = lines.next(); line != null; line = lines.next()) {
            String where = "line " + line.line();
            if (line.problem() != null) {
                rows.bad(where, line.problem());
                continue;
            }
            String json = line.fields().get(0);
            if (json.isBlank()) {
                continue;
            }
            try {
                each.accept(DataJson.parse(json), where);
            } catch (JsonProcessingException e) {
                rows.bad(where, JsonProblem.said(e) + ", expected JSON");
            }
        }
    }

    private static void element(JsonNode node, String where, RowSink rows) {
        if (node instanceof ObjectNode object) {
            rows.row(Row.of(object));
        } else {
            rows.bad(where, "a row that is no object, expected one");
        }
    }

    private static Row keyed(JsonParser parser, String keysAs, String valuesAs) throws IOException {
        String key = parser.currentName();
        parser.nextToken();
        JsonNode node = DataJson.next(parser);
        Map<String, List<String>> columns = new LinkedHashMap<>();
        columns.put(keysAs, List.of(key));
        if (node instanceof ObjectNode object) {
            Row.of(object).columns().forEach(columns::putIfAbsent);
        } else {
            columns.put(valuesAs, Row.values(node));
        }
        return new Row(columns);
    }

    private static IngestException bad(String source, JsonLocation location, String detail) {
        boolean known = location != null && location.getLineNr() > 0;
        return new IngestException(
                Reason.BAD_TABLE, source, (known ? "line " + location.getLineNr() + ": " : "") + detail);
    }
}
