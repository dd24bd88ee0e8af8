package dev.diptych.export.openclip;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.config.json.JsonSection;
import dev.diptych.export.description.ModelFolderException;
import dev.diptych.vision.preprocess.ChannelValues;
import dev.diptych.vision.preprocess.Preprocessing;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** open_clip's {@code preprocess_cfg}. */
public final class PreprocessJson {
    private static final Set<String> KEYS =
            Set.of("size", "mode", "mean", "std", "interpolation", "resize_mode", "fill_color");

    private PreprocessJson() {}

    public static ObjectNode write(Preprocessing preprocessing) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("size", preprocessing.size());
        json.put("mode", "RGB");
        json.set("mean", array(preprocessing.mean()));
        json.set("std", array(preprocessing.std()));
        json.put("interpolation", preprocessing.interpolation().name().toLowerCase(Locale.ROOT));
        json.put("resize_mode", preprocessing.resizeMode().name().toLowerCase(Locale.ROOT));
        json.put("fill_color", preprocessing.fillColor());
        return json;
    }

    /**
     * Reads it; keys that are left out take open_clip's defaults.
     *
     * @param size the model's image size
     */
    public static Preprocessing read(JsonSection part, int size) {
        JsonNode json = part.json();
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            if (!KEYS.contains(entry.getKey())) {
                part.problem(
                        entry.getKey(),
                        "unknown, expected one of "
                                + String.join(", ", KEYS.stream().sorted().toList()));
            }
        }
        Preprocessing fallback = new Preprocessing(size);
        if (!part.text("mode", "RGB").equals("RGB")) {
            part.problem("mode", json.path("mode") + ", expected \"RGB\"");
        }
        int side = part.side("size", size);
        if (side != size) {
            part.problem("size", json.path("size") + ", expected the model's image_size " + size);
        }
        try {
            return new Preprocessing(
                    size,
                    channels(part, "mean", fallback.mean()),
                    channels(part, "std", fallback.std()),
                    part.choice("interpolation", fallback.interpolation()),
                    part.choice("resize_mode", fallback.resizeMode()),
                    part.integer("fill_color", fallback.fillColor()));
        } catch (IllegalArgumentException e) {
            throw new ModelFolderException(part.source(), "preprocess_cfg: " + e.getMessage(), e);
        }
    }

    public static ChannelValues channels(JsonSection section, String key, ChannelValues fallback) {
        return section.numbers(key, 3)
                .map(values -> new ChannelValues((float) values[0], (float) values[1], (float) values[2]))
                .orElse(fallback);
    }

    public static ArrayNode array(ChannelValues values) {
        return JsonNodeFactory.instance
                .arrayNode()
                .add(values.red())
                .add(values.green())
                .add(values.blue());
    }
}
