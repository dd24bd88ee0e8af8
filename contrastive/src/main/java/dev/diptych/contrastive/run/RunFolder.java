package dev.diptych.contrastive.run;

import dev.diptych.contrastive.checkpoint.Checkpoint;
import dev.diptych.contrastive.recipe.ResolvedRecipe;
import dev.diptych.export.model.ModelConfigJson;
import dev.diptych.file.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/** What a run's folder says of the run, beside its checkpoints and its log. */
record RunFolder(Path path) {
    private static final String RECIPE = "recipe.yaml";

    /** The recipe may name a file that lies elsewhere. */
    private static final String MODEL = "model.json";

    Path recipe() {
        return path.resolve(RECIPE);
    }

    boolean hasRecipe() {
        return Files.exists(recipe());
    }

    boolean hasModel() {
        return Files.exists(path.resolve(MODEL));
    }

    /** Whether a run was started here. */
    boolean isRun() {
        return hasRecipe() || Checkpoint.exists(path);
    }

    /** When its newest checkpoint was written, or where it has none, when it was started. */
    FileTime touched() {
        try {
            boolean begun = Checkpoint.exists(path);
            return Files.getLastModifiedTime(begun ? path.resolve(Checkpoint.FOLDER) : recipe());
        } catch (IOException e) {
            return FileTime.fromMillis(0); // is being replaced, by a command that works there
        }
    }

    /** The override that takes the model's configuration from here. */
    String modelOverride() {
        return "model=" + MODEL;
    }

    void write(ResolvedRecipe recipe) {
        try {
            Files.createDirectories(path);
            String model = ModelConfigJson.write(recipe.recipe().model()).toPrettyString() + "\n";
            WholeFile.write(path.resolve(MODEL), model.getBytes(StandardCharsets.UTF_8));
            WholeFile.write(recipe(), recipe.yaml().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void delete() throws IOException {
        Files.deleteIfExists(recipe());
        Files.deleteIfExists(path.resolve(MODEL));
    }
}
