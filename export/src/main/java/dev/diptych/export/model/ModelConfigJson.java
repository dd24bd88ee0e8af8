package dev.diptych.export.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.config.json.JsonDocument;
import dev.diptych.config.json.JsonSection;
import dev.diptych.text.TextConfig;
import dev.diptych.vision.VisionConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** open_clip's model-config JSON, of the towers that are supported; a key that is not is an error that names it. */
public final class ModelConfigJson {
    private ModelConfigJson() {}

    /**
     * Reads a configuration; keys that are left out take open_clip's defaults.
     *
     * @param source the name that messages give it
     * @throws IllegalArgumentException if anything is wrong, all problems in one message, a line each
     */
    public static ModelConfig read(String source, JsonNode json) {
        return read(JsonDocument.of(source, json));
    }

    /**
     * Reads a configuration, as {@link #read(String, JsonNode)} does.
     *
     * @throws IllegalArgumentException if anything is wrong, all problems in one message, a line each
     */
    public static ModelConfig read(JsonDocument document) {
        String source = document.source();
        JsonNode json = document.root();
        List<String> problems = new ArrayList<>();
        if (!json.isObject()) {
            throw new IllegalArgumentException(source + ": model configuration: "
                    + (json.isMissingNode() ? "missing" : json) + ", expected a JSON object");
        }
        JsonSection fields = document.section((place, problem) -> problems.add(place + ": " + problem));
        int embedDim = fields.requiredInteger("embed_dim");
        boolean quickGelu = fields.flag("quick_gelu", false);
        boolean customText = fields.flag("custom_text", false);
        OptionalDouble scale = fields.optionalNumber("init_logit_scale");
        OptionalDouble bias = fields.optionalNumber("init_logit_bias");
        Supplier<VisionConfig> vision = VisionConfigJson.read(fields.section("vision_cfg", true), quickGelu);
        Supplier<TextConfig> text = TextConfigJson.read(fields.section("text_cfg", true), quickGelu);
        fields.rejectOthers(IdleKeys.MODEL);
        if (problems.isEmpty()) {
            VisionConfig visionConfig = make(source, vision, problems);
            TextConfig textConfig = make(source, text, problems);
            if (visionConfig != null && textConfig != null) {
                ModelConfig model = make(
                        source,
                        () -> new ModelConfig(embedDim, visionConfig, textConfig, customText, scale, bias),
                        problems);
                if (model != null) {
                    return model;
                }
            }
        }
        throw new IllegalArgumentException(String.join("\n", problems));
    }

    /** The configuration as JSON: every size, and what is not at open_clip's default. */
    public static ObjectNode write(ModelConfig config) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("embed_dim", config.embedDim());
        json.put("quick_gelu", config.quickGelu());
        config.initLogitScale().ifPresent(value -> json.put("init_logit_scale", value));
        config.initLogitBias().ifPresent(value -> json.put("init_logit_bias", value));
        if (config.customText()) {
            json.put("custom_text", true);
        }
        VisionConfigJson.write(json.putObject("vision_cfg"), config.vision(), config.quickGelu());
        TextConfigJson.write(json.putObject("text_cfg"), config.text(), config.quickGelu());
        return json;
    }

    private static <T> @Nullable T make(String source, Supplier<T> maker, List<String> problems) {
        try {
            return maker.get();
        } catch (IllegalArgumentException e) {
            problems.add(source + ": " + e.getMessage());
            return null;
        }
    }
}
