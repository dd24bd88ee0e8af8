package dev.diptych.contrastive.vectors.format;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.diptych.contrastive.vectors.row.MetadataField;
import dev.diptych.contrastive.vectors.row.VectorRow;
import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;

/** Rows as JSON. Each number has the fewest digits from which float32 gets the same bits. */
final class RowJson {
    private RowJson() {}

    static void vector(JsonGenerator json, float[] vector) throws IOException {
        json.writeStartArray();
        for (float value : vector) {
            json.writeNumber(value);
        }
        json.writeEndArray();
    }

    /** Writes the fields that a row has; those that are null are left out, as are NaN and infinities, which JSON does not have. */
    static void fields(JsonGenerator json, List<MetadataField> fields, VectorRow row, UnaryOperator<String> clean)
            throws IOException {
        for (MetadataField field : fields) {
            List<String> values = row.cells().getOrDefault(field.column(), List.of());
            if (!values.isEmpty()) {
                field(json, field, values, clean);
            }
        }
    }

    private static void field(JsonGenerator json, MetadataField field, List<String> values, UnaryOperator<String> clean)
            throws IOException {
        switch (field.kind()) {
            case FLAG -> json.writeBooleanField(field.name(), Boolean.parseBoolean(values.get(0)));
            case INTEGER -> json.writeNumberField(field.name(), Long.parseLong(values.get(0)));
            case REAL -> {
                double number = Double.parseDouble(values.get(0));
                if (Double.isFinite(number)) {
                    json.writeNumberField(field.name(), number);
                }
            }
            case TEXT -> json.writeStringField(field.name(), clean.apply(text(values)));
            case TEXTS, REALS -> {
                json.writeArrayFieldStart(field.name());
                for (String value : values) {
                    json.writeString(clean.apply(value));
                }
                json.writeEndArray();
            }
        }
    }

    /** A cell of a column that is text in all tables together: where it was a list in its own, as JSON. */
    static String text(List<String> values) {
        if (values.size() == 1) {
            return values.get(0);
        }
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        values.forEach(list::add);
        return list.toString();
    }
}
