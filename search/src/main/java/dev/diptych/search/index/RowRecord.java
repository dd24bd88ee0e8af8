package dev.diptych.search.index;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a row is.
 *
 * @param fields by name, all that the table of the embeddings has of it; a list where it has several values
 */
public record RowRecord(Map<String, List<String>> fields) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY = "image_path";
    private static final String CAPTION = "caption";
    private static final String CAPTIONS = "captions";

    /** The bytes of a record: a JSON object, without the fields that are null. */
    public byte[] bytes() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        fields.forEach((name, values) -> {
            if (values.size() == 1) {
                json.put(name, values.get(0));
            } else if (!values.isEmpty()) {
                ArrayNode list = json.putArray(name);
                values.forEach(list::add);
            }
        });
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Reads one; throws what Jackson throws where it is none. */
    static RowRecord of(byte[] bytes) throws IOException {
        Map<String, Object> json;
        try {
            json = JSON.readValue(bytes, new TypeReference<LinkedHashMap<String, Object>>() {});
        } catch (JacksonException e) {
            throw new IOException("no JSON object", e);
        }
        if (json == null) {
            throw new IOException("null");
        }
        Map<String, List<String>> fields = new LinkedHashMap<>();
        json.forEach((name, value) -> fields.put(name, texts(value)));
        return new RowRecord(fields);
    }

    private static List<String> texts(@Nullable Object value) {
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of(String.valueOf(value));
    }

    /** The values of a field; none where it is not there. */
    public List<String> values(String field) {
        return fields.getOrDefault(field, List.of());
    }

    /** The sample's key, or the picture's path; {@code otherwise} where the table has none. */
    public String key(String otherwise) {
        return first(KEY, otherwise);
    }

    /** Its captions, the best first. */
    public List<String> captions() {
        List<String> several = values(CAPTIONS);
        return several.isEmpty() ? values(CAPTION) : several;
    }

    /** Where the picture came from: its URL, or the file, or the archive and the member; null where nothing says so. */
    public @Nullable String source() {
        List<String> url = values("url");
        if (!url.isEmpty()) {
            return url.get(0);
        }
        List<String> archive = values("source_archive");
        List<String> member = values("source_member");
        if (archive.isEmpty() || member.isEmpty()) {
            return archive.isEmpty() ? null : archive.get(0);
        }
        return archive.get(0) + "!" + member.get(0);
    }

    /** All fields but the key and the captions. */
    public Map<String, List<String>> metadata() {
        Map<String, List<String>> others = new LinkedHashMap<>(fields);
        others.keySet().removeAll(List.of(KEY, CAPTION, CAPTIONS));
        return others;
    }

    private String first(String field, String otherwise) {
        List<String> values = values(field);
        return values.isEmpty() ? otherwise : values.get(0);
    }
}
