package dev.diptych.export.folder;

import com.fasterxml.jackson.databind.JsonNode;
import dev.diptych.export.description.JsonFile;
import dev.diptych.export.description.ModelFolderException;
import java.nio.file.Files;
import java.nio.file.Path;

/*
 * modules.json is a list of {"idx", "name", "path", "type"}; an image model is one module of type
 * sentence_transformers.models.CLIPModel (or ....models.CLIPModel.CLIPModel), in the folder 0_CLIPModel.
 */
/** Folders of sentence-transformers, which hold a Hugging Face CLIP model in a folder of its own. */
final class SentenceTransformers {
    private static final String MODULES = "modules.json";
    private static final String USUAL = "0_CLIPModel";

    private SentenceTransformers() {}

    /**
     * The folder of the model within {@code folder}, or {@code folder} itself where it is none of theirs.
     *
     * @throws ModelFolderException if its modules are others
     */
    static Path model(Path folder) {
        if (ModelFolder.isOne(folder)) {
            return folder;
        }
        Path file = folder.resolve(MODULES);
        if (!Files.exists(file)) {
            return Files.isDirectory(folder.resolve(USUAL)) ? folder.resolve(USUAL) : folder;
        }
        JsonNode modules = JsonFile.read(file).root();
        JsonNode first = modules.path(0);
        String path = first.path("path").asText();
        boolean clip = modules.size() == 1 && first.path("type").asText().endsWith(".CLIPModel");
        if (!clip || path.contains("/") || path.contains("\\") || path.startsWith(".")) {
            throw new ModelFolderException(
                    file,
                    modules + ", expected one module, of sentence-transformers' CLIPModel, in a folder beside it");
        }
        return folder.resolve(path);
    }
}
