package dev.diptych.contrastive.pretrained;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.image.Resampling;
import dev.diptych.vision.preprocess.ChannelValues;
import dev.diptych.vision.preprocess.Preprocessing;
import dev.diptych.vision.preprocess.ResizeMode;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** open_clip's {@code preprocess_cfg}. */
final class PreprocessJson {
    private static final Set<String> KEYS =
            Set.of("size", "mode", "mean", "std", "interpolation", "resize_mode", "fill_color");
    private static final int GREY = 0x010101;

    private PreprocessJson() {}

    static ObjectNode write(Preprocessing preprocessing) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("size", preprocessing.size());
        json.put("mode", "RGB");
        json.set("mean", array(preprocessing.mean()));
        json.set("std", array(preprocessing.std()));
        json.put("interpolation", preprocessing.interpolation().name().toLowerCase(Locale.ROOT));
        json.put("resize_mode", preprocessing.resizeMode().name().toLowerCase(Locale.ROOT));
        int color = preprocessing.fillColor();
        if (color % GREY == 0) {
            json.put("fill_color", color / GREY);
        } else {
            json.putArray("fill_color").add(color >> 16).add(color >> 8 & 0xFF).add(color & 0xFF);
        }
        return json;
    }

    /**
     * Reads it; keys that are left out take open_clip's defaults.
     *
     * @param size the model's image size
     */
    static Preprocessing read(Object source, JsonNode json, int size) {
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
        int side = side(part, json.path("size"), size);
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
                    fill(part, json.path("fill_color"), fallback.fillColor()));
        } catch (IllegalArgumentException e) {
            throw new ModelFolderException(source, "preprocess_cfg: " + e.getMessage(), e);
        }
    }

    /** A side, or height and width of a square. */
    private static int side(JsonPart part, JsonNode size, int fallback) {
        if (size.isMissingNode() || size.isNull()) {
            return fallback;
        }
        boolean square = size.isArray() && size.size() == 2 && size.path(0).equals(size.path(1));
        JsonNode side = square ? size.path(0) : size;
        if (!side.isIntegralNumber() || !side.canConvertToInt()) {
            throw part.problem("size", size + ", expected a whole number, or a square as two");
        }
        return side.intValue();
    }

    /** A grey from 0 to 255, or red, green and blue. */
    private static int fill(JsonPart part, JsonNode color, int fallback) {
        if (color.isMissingNode()) {
            return fallback;
        }
        if (color.isIntegralNumber() && color.canConvertToInt() && isByte(color)) {
            return color.intValue() * GREY;
        }
        if (color.isArray()
                && color.size() == 3
                && isByte(color.path(0))
                && isByte(color.path(1))
                && isByte(color.path(2))) {
            return color.path(0).intValue() << 16
                    | color.path(1).intValue() << 8
                    | color.path(2).intValue();
        }
        throw part.problem("fill_color", color + ", expected a grey from 0 to 255, or a list of red, green and blue");
    }

    private static boolean isByte(JsonNode number) {
        return number.isIntegralNumber()
                && number.canConvertToInt()
                && number.intValue() >= 0
                && number.intValue() <= 255;
    }

    static ArrayNode array(ChannelValues values) {
        return JsonNodeFactory.instance
                .arrayNode()
                .add(values.red())
                .add(values.green())
                .add(values.blue());
    }
}
