package dev.diptych.contrastive.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.diptych.export.safetensors.SafetensorsFile;
import dev.diptych.export.safetensors.TensorReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A folder of {@code resources/golden}: a model's configuration, and what golden.py computed for it where it did. */
record Golden(String name) {
    static final List<Golden> MADE_WITH_PYTORCH = List.of(new Golden("clip-quickgelu"), new Golden("siglip"));
    static final List<Golden> ALL =
            List.of(new Golden("clip-quickgelu"), new Golden("clip-gelu"), new Golden("clipa"), new Golden("siglip"));

    private static final ObjectMapper JSON = new ObjectMapper();

    /** open_clip's model configuration. */
    JsonNode config() {
        return json("open_clip_config.json").path("model_cfg");
    }

    Architecture architecture() {
        return Architecture.read(config());
    }

    /** Every tensor of the model, by name. */
    Map<String, float[]> weights() {
        return read(file("open_clip_model.safetensors"));
    }

    Inputs inputs() {
        JsonNode json = json("inputs.json");
        return new Inputs(
                read(file("pixels.safetensors")).getOrDefault("pixels", new float[0]),
                JSON.convertValue(json.path("ids"), int[][].class),
                JSON.convertValue(json.path("ends"), int[].class));
    }

    /** What golden.py computed. */
    JsonNode expected() {
        return json("expected.json");
    }

    /** Rows of numbers in {@link #expected}. */
    Matrix expected(String name) {
        JsonNode rows = expected().path(name);
        Matrix out = Matrix.zeros(rows.size(), rows.path(0).size());
        for (int i = 0; i < out.rows; i++) {
            for (int j = 0; j < out.columns; j++) {
                out.set(i, j, rows.path(i).path(j).doubleValue());
            }
        }
        return out;
    }

    /** Where the files lie, as open_clip lays out a model. */
    Path folder() {
        return file("open_clip_config.json").resolveSibling("");
    }

    @Override
    public String toString() {
        return name;
    }

    private static Map<String, float[]> read(Path file) {
        try (TensorReader reader = SafetensorsFile.open(file)) {
            Map<String, float[]> tensors = new LinkedHashMap<>();
            reader.tensors().keySet().forEach(name -> tensors.put(name, reader.read(name)));
            return tensors;
        }
    }

    private JsonNode json(String file) {
        try {
            return JSON.readTree(file(file).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(String file) {
        String resource = "/golden/" + name + "/" + file;
        URL url = Golden.class.getResource(resource);
        if (url == null) {
            throw new IllegalStateException(resource + ": not on the class path");
        }
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
