package dev.diptych.contrastive.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.text.TextConfig;
import dev.diptych.vision.VisionConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** open_clip's model-config JSON: plain ViT towers; a key that is not supported is an error that names it. */
public final class ModelConfigJson {
    private static final Set<String> TOP = Set.of("embed_dim", "quick_gelu", "vision_cfg", "text_cfg");
    private static final Set<String> VISION =
            Set.of("image_size", "patch_size", "width", "layers", "head_width", "mlp_ratio");
    private static final Set<String> TEXT =
            Set.of("context_length", "vocab_size", "width", "heads", "layers", "mlp_ratio");

    private final String source;
    private final List<String> problems = new ArrayList<>();

    private ModelConfigJson(String source) {
        this.source = source;
    }

    /**
     * Reads a configuration; keys that are left out take open_clip's defaults.
     *
     * @param source the name that messages give it
     * @throws IllegalArgumentException if anything is wrong, all problems in one message, a line each
     */
    public static ModelConfig read(String source, JsonNode json) {
        return new ModelConfigJson(source).read(json);
    }

    /** The configuration as JSON, every value spelt out. */
    public static ObjectNode write(ModelConfig config) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("embed_dim", config.embedDim());
        json.put("quick_gelu", config.quickGelu());
        VisionConfig vision = config.vision();
        json.putObject("vision_cfg")
                .put("image_size", vision.imageSize())
                .put("patch_size", vision.patchSize())
                .put("width", vision.width())
                .put("layers", vision.layers())
                .put("head_width", vision.headWidth())
                .put("mlp_ratio", vision.mlpRatio());
        TextConfig text = config.text();
        json.putObject("text_cfg")
                .put("context_length", text.contextLength())
                .put("vocab_size", text.vocabSize())
                .put("width", text.width())
                .put("heads", text.heads())
                .put("layers", text.layers())
                .put("mlp_ratio", text.mlpRatio());
        return json;
    }

    private ModelConfig read(JsonNode json) {
        JsonNode vision = json.path("vision_cfg");
        JsonNode text = json.path("text_cfg");
        known("", json, TOP);
        known("vision_cfg.", vision, VISION);
        known("text_cfg.", text, TEXT);
        int embedDim = integer("", json, "embed_dim", 512);
        boolean quickGelu = json.path("quick_gelu").asBoolean(false);
        int[] v = {
            integer("vision_cfg.", vision, "image_size", 224),
            integer("vision_cfg.", vision, "patch_size", 16),
            integer("vision_cfg.", vision, "width", 768),
            integer("vision_cfg.", vision, "layers", 12),
            integer("vision_cfg.", vision, "head_width", 64)
        };
        double visionRatio = number("vision_cfg.", vision, "mlp_ratio", 4);
        int[] t = {
            integer("text_cfg.", text, "context_length", 77),
            integer("text_cfg.", text, "vocab_size", 49408),
            integer("text_cfg.", text, "width", 512),
            integer("text_cfg.", text, "heads", 8),
            integer("text_cfg.", text, "layers", 12)
        };
        double textRatio = number("text_cfg.", text, "mlp_ratio", 4);
        if (problems.isEmpty()) {
            try {
                return new ModelConfig(
                        embedDim,
                        new VisionConfig(v[0], v[1], v[2], v[3], v[4], visionRatio),
                        new TextConfig(t[0], t[1], t[2], t[3], t[4], textRatio),
                        quickGelu);
            } catch (IllegalArgumentException e) {
                problems.add(source + ": " + e.getMessage());
            }
        }
        throw new IllegalArgumentException(String.join("\n", problems));
    }

    private void known(String path, JsonNode section, Set<String> keys) {
        if (!section.isObject()) {
            String name = path.isEmpty() ? "model configuration" : path.substring(0, path.length() - 1);
            problems.add(source + ": " + name + ": " + (section.isMissingNode() ? "missing" : section)
                    + ", expected a JSON object");
        }
        for (Map.Entry<String, JsonNode> entry : section.properties()) {
            if (!keys.contains(entry.getKey())) {
                problems.add(source + ": " + path + entry.getKey() + ": not supported, expected one of "
                        + String.join(", ", keys.stream().sorted().toList()));
            }
        }
    }

    private int integer(String path, JsonNode section, String key, int fallback) {
        JsonNode value = section.path(key);
        if (value.isMissingNode()) {
            return fallback;
        }
        if (!value.canConvertToInt() || !value.isIntegralNumber()) {
            problems.add(source + ": " + path + key + ": " + value + ", expected a whole number");
        }
        return value.asInt();
    }

    private double number(String path, JsonNode section, String key, double fallback) {
        JsonNode value = section.path(key);
        if (value.isMissingNode()) {
            return fallback;
        }
        if (!value.isNumber()) {
            problems.add(source + ": " + path + key + ": " + value + ", expected a number");
        }
        return value.asDouble();
    }
}
