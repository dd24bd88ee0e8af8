package dev.diptych.cli.catalog;

import dev.diptych.cli.session.Session;
import dev.diptych.cli.session.UsageException;
import dev.diptych.config.ConfigException;
import dev.diptych.config.Suggestion;
import dev.diptych.config.json.JsonDocument;
import dev.diptych.export.model.ModelCatalog;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.export.model.ModelConfigJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A model configuration that a user asked for.
 *
 * @param file where it is written
 */
record ModelFile(Path file, ModelConfig config) {
    /** The configurations that come with Diptych. */
    static ModelCatalog catalog(Session session) {
        return new ModelCatalog(session.surroundings().bundled("configs/models"));
    }

    /**
     * Finds a model.
     *
     * @param nameOrFile a name in the catalogue, or the path of a JSON file
     * @throws UsageException if there is none
     * @throws ConfigException if it is none that is supported, all problems at once
     */
    static ModelFile find(Session session, String nameOrFile) throws IOException {
        ModelCatalog catalog = catalog(session);
        Optional<Path> named = catalog.file(nameOrFile);
        if (named.isEmpty() && !Files.isRegularFile(Path.of(nameOrFile))) {
            throw new UsageException("models: " + nameOrFile + ": no such model or file, expected a name that diptych"
                    + " models list prints, or a JSON file" + Suggestion.hint(nameOrFile, catalog.names()));
        }
        Path file = named.orElseGet(() -> Path.of(nameOrFile));
        try {
            return new ModelFile(file, ModelConfigJson.read(JsonDocument.read(file)));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(String.valueOf(e.getMessage()).lines().toList());
        }
    }
}
