package dev.diptych.search.serve;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.diptych.search.Hit;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A row as clip-retrieval's back end describes it. */
final class HitJson {
    private static final Set<String> OWN = Set.of("image_path", "caption", "captions", "image", "id", "similarity");

    private HitJson() {}

    /** @param described whether with what it is, and not by its number alone */
    static void write(JsonGenerator json, Hit hit, boolean described) throws IOException {
        json.writeStartObject();
        if (described) {
            describe(json, hit);
        }
        json.writeNumberField("id", hit.row());
        json.writeNumberField("similarity", hit.score());
        json.writeEndObject();
    }

    private static void describe(JsonGenerator json, Hit hit) throws IOException {
        json.writeStringField("image_path", hit.key());
        if (!hit.captions().isEmpty()) {
            json.writeStringField("caption", hit.captions().get(0));
        }
        for (Map.Entry<String, List<String>> field : hit.metadata().entrySet()) {
            if (!OWN.contains(field.getKey())) {
                json.writeFieldName(field.getKey());
                values(json, field.getValue());
            }
        }
        if (hit.thumbnail() != null) {
            json.writeStringField("image", Base64.getEncoder().encodeToString(hit.thumbnail()));
        }
    }

    private static void values(JsonGenerator json, List<String> values) throws IOException {
        if (values.size() == 1) {
            json.writeString(values.get(0));
            return;
        }
        json.writeStartArray();
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }
}
