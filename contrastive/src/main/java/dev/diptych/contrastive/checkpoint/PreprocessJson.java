package dev.diptych.contrastive.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.image.Resampling;
import dev.diptych.vision.preprocess.ChannelValues;
import dev.diptych.vision.preprocess.Preprocessing;
import dev.diptych.vision.preprocess.ResizeMode;
import java.util.Locale;

/** open_clip's {@code preprocess_cfg}. */
final class PreprocessJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private PreprocessJson() {}

    static ObjectNode write(Preprocessing preprocessing) {
        ObjectNode json = JSON.createObjectNode();
        json.put("size", preprocessing.size());
        write(json, "mean", preprocessing.mean());
        write(json, "std", preprocessing.std());
        json.put("interpolation", preprocessing.interpolation().name().toLowerCase(Locale.ROOT));
        json.put("resize_mode", preprocessing.resizeMode().name().toLowerCase(Locale.ROOT));
        json.put("fill_color", preprocessing.fillColor());
        return json;
    }

    static Preprocessing read(String source, JsonNode json, int size) {
        Preprocessing fallback = new Preprocessing(size);
        try {
            return new Preprocessing(
                    json.path("size").asInt(size),
                    channels(json.path("mean"), fallback.mean()),
                    channels(json.path("std"), fallback.std()),
                    Resampling.valueOf(
                            json.path("interpolation").asText("bicubic").toUpperCase(Locale.ROOT)),
                    ResizeMode.valueOf(
                            json.path("resize_mode").asText("shortest").toUpperCase(Locale.ROOT)),
                    json.path("fill_color").asInt(fallback.fillColor()));
        } catch (IllegalArgumentException e) {
            throw new CheckpointException("checkpoint failed: " + source + ": preprocess_cfg: " + e.getMessage(), e);
        }
    }

    private static void write(ObjectNode json, String key, ChannelValues values) {
        json.putArray(key).add(values.red()).add(values.green()).add(values.blue());
    }

    private static ChannelValues channels(JsonNode json, ChannelValues fallback) {
        return json.size() == 3
                ? new ChannelValues(
                        json.path(0).floatValue(),
                        json.path(1).floatValue(),
                        json.path(2).floatValue())
                : fallback;
    }
}
