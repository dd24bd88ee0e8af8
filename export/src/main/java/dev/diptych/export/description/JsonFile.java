package dev.diptych.export.description;

import com.fasterxml.jackson.databind.JsonNode;
import dev.diptych.config.ConfigException;
import dev.diptych.config.json.JsonDocument;
import dev.diptych.config.json.JsonSection;
import dev.diptych.file.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The small JSON files of a model's folder; the first problem ends their reading. */
public final class JsonFile {
    private JsonFile() {}

    /**
     * Reads a file.
     *
     * @throws ModelFolderException if there is no such file, or it is larger than 1 MiB or no JSON
     */
    public static JsonDocument read(Path file) {
        try {
            return JsonDocument.read(file);
        } catch (ConfigException e) {
            throw new ModelFolderException(e);
        }
    }

    /** @throws ModelFolderException if it is no object; so do the section's own methods */
    public static JsonSection section(JsonDocument document) {
        return document.section((place, problem) -> {
            throw new ModelFolderException(place, problem);
        });
    }

    public static void write(Path file, JsonNode json) throws IOException {
        WholeFile.write(file, (json.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
