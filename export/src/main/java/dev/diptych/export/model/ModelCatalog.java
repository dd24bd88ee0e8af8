package dev.diptych.export.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The model configurations in a folder, each a JSON file by its model's name.
 *
 * @param folder such as {@code configs/models}
 */
public record ModelCatalog(Path folder) {
    private static final String ENDING = ".json";

    /**
     * The configuration of this name among those that the jar brings, which are the files of {@code configs/models}.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static ModelConfig bundled(String name) {
        try (InputStream file = ModelCatalog.class.getResourceAsStream("/dev/diptych/models/" + name + ENDING)) {
            if (file == null) {
                throw new IllegalArgumentException(
                        "model: " + name + ": not there, expected the name of a file of configs/models");
            }
            return ModelConfigJson.read(name + ENDING, new ObjectMapper().readTree(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All names, in alphabetical order. */
    public List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(ENDING))
                    .map(name -> name.substring(0, name.length() - ENDING.length()))
                    .sorted()
                    .toList();
        }
    }

    /** The file of the model of this name, if there is one. */
    public Optional<Path> file(String name) {
        Path file = folder.resolve(name + ENDING);
        return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
    }
}
