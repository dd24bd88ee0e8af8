package dev.diptych.export.openclip;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.export.description.JsonPart;
import dev.diptych.export.description.ModelFolderException;
import dev.diptych.image.resize.Resampling;
import dev.diptych.vision.preprocess.ChannelValues;
import dev.diptych.vision.preprocess.Preprocessing;
import dev.diptych.vision.preprocess.ResizeMode;
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
    public static Preprocessing read(Object source, JsonNode json, int size) {
        JsonPart part = new JsonPart(source, "preprocess_cfg", json);
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            if (!KEYS.contains(entry.getKey())) {
                throw part.problem(
                        entry.getKey(),
                        "unknown, expected one of "
                                + String.join(", ", KEYS.stream().sorted().toList()));
            }
        }
        Preprocessing fallback = new Preprocessing(size);
        if (!part.text("mode", "RGB").equals("RGB")) {
            throw part.problem("mode", json.path("mode") + ", expected \"RGB\"");
        }
        int side = part.side("size", size);
        if (side != size) {
            throw part.problem("size", json.path("size") + ", expected the model's image_size " + size);
        }
        try {
            return new Preprocessing(
                    size,
                    part.channels("mean", fallback.mean()),
                    part.channels("std", fallback.std()),
                    part.choice("interpolation", fallback.interpolation(), Resampling.values()),
                    part.choice("resize_mode", fallback.resizeMode(), ResizeMode.values()),
                    part.integer("fill_color", fallback.fillColor()));
        } catch (IllegalArgumentException e) {
            throw new ModelFolderException(source, "preprocess_cfg: " + e.getMessage(), e);
        }
    }

    public static ArrayNode array(ChannelValues values) {
        return JsonNodeFactory.instance
                .arrayNode()
                .add(values.red())
                .add(values.green())
                .add(values.blue());
    }
}
