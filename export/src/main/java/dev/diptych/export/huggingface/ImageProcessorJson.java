package dev.diptych.export.huggingface;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.config.json.JsonDocument;
import dev.diptych.config.json.JsonSection;
import dev.diptych.export.description.FolderFormat;
import dev.diptych.export.description.JsonFile;
import dev.diptych.export.description.ModelFolderException;
import dev.diptych.export.openclip.PreprocessJson;
import dev.diptych.image.resize.Resampling;
import dev.diptych.vision.preprocess.ChannelValues;
import dev.diptych.vision.preprocess.Preprocessing;
import dev.diptych.vision.preprocess.ResizeMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/*
 * CLIP's processor resizes the shorter side, the longer one rounded down, and crops the middle from a start rounded down (our
 * "shortest" with CropStart.DOWN); SigLIP's resizes both sides ("squash").
 * Pillow's numbers of the filters: 1 Lanczos, 2 bilinear, 3 bicubic, 4 box.
 */
/** {@code preprocessor_config.json} of Hugging Face's CLIP and SigLIP image processors. */
public final class ImageProcessorJson {
    public static final String FILE = "preprocessor_config.json";

    private static final String PROCESSOR = "processor_config.json";

    private static final List<Resampling> FILTERS =
            List.of(Resampling.LANCZOS, Resampling.BILINEAR, Resampling.BICUBIC, Resampling.BOX);
    private static final ChannelValues HALF = new ChannelValues(0.5f, 0.5f, 0.5f);
    private static final double RESCALE = 1.0 / 255;

    /** Keys that decide nothing about the pixels. */
    private static final Set<String> NAMES = Set.of(
            "_valid_processor_keys",
            "_processor_class",
            "processor_class",
            "image_processor_type",
            "feature_extractor_type",
            "return_tensors",
            "data_format",
            "input_data_format",
            "device",
            "disable_grouping",
            "default_to_square",
            "do_convert_rgb");

    private static final Set<String> KEYS = Set.of(
            "do_resize",
            "size",
            "resample",
            "do_center_crop",
            "crop_size",
            "do_rescale",
            "rescale_factor",
            "do_normalize",
            "image_mean",
            "image_std");

    private ImageProcessorJson() {}

    /** @throws ModelFolderException if the processor cannot be expressed in these terms */
    public static ObjectNode write(Preprocessing preprocessing, boolean siglip) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        int size = preprocessing.size();
        switch (preprocessing.resizeMode()) {
            case SHORTEST -> {
                json.put("do_center_crop", true);
                json.putObject("crop_size").put("height", size).put("width", size);
                json.putObject("size").put("shortest_edge", size);
            }
            case SQUASH -> {
                json.put("do_center_crop", false);
                json.putObject("size").put("height", size).put("width", size);
            }
            case LONGEST ->
                throw new ModelFolderException(
                        "preprocessor_config.json",
                        "resize_mode longest, expected shortest or squash; Hugging Face's processors have no other");
        }
        json.put("image_processor_type", siglip ? "SiglipImageProcessor" : "CLIPImageProcessor");
        json.put("do_convert_rgb", true);
        json.put("do_resize", true);
        json.put("resample", FILTERS.indexOf(preprocessing.interpolation()) + 1);
        json.put("do_rescale", true);
        json.put("rescale_factor", RESCALE);
        json.put("do_normalize", true);
        json.set("image_mean", PreprocessJson.array(preprocessing.mean()));
        json.set("image_std", PreprocessJson.array(preprocessing.std()));
        return json;
    }

    /** Of a folder: {@code image_processor} in {@code processor_config.json}, as transformers 5 writes it, or else {@value #FILE}. */
    public static Preprocessing read(Path folder, int imageSize, boolean siglip) {
        Path nested = folder.resolve(PROCESSOR);
        if (Files.exists(nested)) {
            JsonDocument processor = JsonFile.read(nested).part("image_processor");
            if (processor.root().isObject()) {
                return read(processor, imageSize, siglip);
            }
        }
        Path file = folder.resolve(FILE);
        return read(JsonFile.read(file), imageSize, siglip);
    }

    /**
     * Reads it; keys that are left out take the processor's defaults.
     *
     * @param imageSize the model's image size
     */
    public static Preprocessing read(JsonDocument document, int imageSize, boolean siglip) {
        JsonSection part = JsonFile.section(document);
        JsonNode json = part.json();
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            boolean known = KEYS.contains(entry.getKey()) || NAMES.contains(entry.getKey());
            if (!known && !entry.getValue().isNull() && !isOff(entry.getValue())) {
                part.problem(
                        entry.getKey(),
                        entry.getValue() + ": unknown, expected one of "
                                + String.join(", ", KEYS.stream().sorted().toList()));
            }
        }
        for (String step : List.of("do_resize", "do_rescale", "do_normalize")) {
            if (!part.flag(step, true)) {
                part.problem(step, "false, expected true");
            }
        }
        if (Math.abs(part.number("rescale_factor", RESCALE) - RESCALE) > 1e-9) {
            part.problem("rescale_factor", json.path("rescale_factor") + ", expected 1/255");
        }
        int filter = part.integer("resample", FILTERS.indexOf(Resampling.BICUBIC) + 1);
        if (filter < 1 || filter > FILTERS.size()) {
            part.problem("resample", filter + ", expected 1 (Lanczos), 2 (bilinear), 3 (bicubic) or 4 (box)");
        }
        ResizeMode mode = mode(part, imageSize, siglip);
        try {
            return new Preprocessing(
                    imageSize,
                    PreprocessJson.channels(part, "image_mean", siglip ? HALF : ChannelValues.OPENAI_MEAN),
                    PreprocessJson.channels(part, "image_std", siglip ? HALF : ChannelValues.OPENAI_STD),
                    FILTERS.get(filter - 1),
                    mode,
                    Preprocessing.DEFAULT_FILL_COLOR,
                    FolderFormat.HUGGINGFACE.cropStart(mode));
        } catch (IllegalArgumentException e) {
            throw new ModelFolderException(document.source(), String.valueOf(e.getMessage()), e);
        }
    }

    private static ResizeMode mode(JsonSection part, int imageSize, boolean siglip) {
        JsonNode size = part.json().path("size");
        boolean square = size.isObject() ? size.has("height") : !part.has("size") && siglip;
        if (part.has("size")) {
            requireSize(part, "size", imageSize);
        }
        boolean crops = part.flag("do_center_crop", !siglip);
        if (crops && part.has("crop_size")) {
            requireSize(part, "crop_size", imageSize);
        }
        if (!square && !crops) {
            part.problem("do_center_crop", "false, expected true where size is that of the shorter side");
        }
        return square ? ResizeMode.SQUASH : ResizeMode.SHORTEST;
    }

    /** A number, the shorter side, or height and width; all equal to the model's image size. */
    private static void requireSize(JsonSection part, String key, int imageSize) {
        JsonNode size = part.json().path(key);
        boolean right = size.isObject()
                ? size.size() > 0
                        && size.properties().stream()
                                .allMatch(entry -> Set.of("shortest_edge", "height", "width")
                                                .contains(entry.getKey())
                                        && isNumber(entry.getValue(), imageSize))
                : isNumber(size, imageSize);
        if (!right) {
            part.problem(key, size + ", expected the model's image_size " + imageSize);
        }
    }

    private static boolean isNumber(JsonNode value, int expected) {
        return value.isIntegralNumber() && value.canConvertToInt() && value.intValue() == expected;
    }

    private static boolean isOff(JsonNode value) {
        return value.isBoolean() && !value.booleanValue();
    }
}
