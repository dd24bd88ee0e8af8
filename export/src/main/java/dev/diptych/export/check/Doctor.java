package dev.diptych.export.check;

import dev.diptych.export.description.ModelFolderException;
import dev.diptych.export.folder.ModelFolder;
import dev.diptych.export.safetensors.SafetensorsException;
import dev.diptych.export.safetensors.TensorReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Looks at a model's folder as a whole: all that is found, good and bad, rather than the first that stops a reader. */
public final class Doctor {
    private Doctor() {}

    /**
     * Examines a model.
     *
     * @param open opens its folder; where that fails, it is the only finding
     * @param tokenizer given in the place of the folder's own; null for that
     */
    public static List<Finding> examine(Supplier<ModelFolder> open, @Nullable Path tokenizer) throws IOException {
        List<Finding> findings = new ArrayList<>();
        ModelFolder folder;
        try {
            folder = open.get();
        } catch (ModelFolderException | SafetensorsException e) {
            return List.of(Finding.fail("model", e));
        }
        findings.add(Finding.ok(
                "model",
                folder.folder(),
                (folder.isHuggingFace() ? "Hugging Face's" : "open_clip's") + " layout, weights in "
                        + folder.weights().getFileName() + ", loss "
                        + folder.description().family()));
        try (TensorReader reader = TensorReader.open(folder.weights())) {
            TensorCheck tensors = new TensorCheck(folder, reader, findings);
            tensors.run();
            new ValueCheck(folder, reader, findings).run(tensors.readable());
            new ActivationCheck(folder, reader, findings).run();
        } catch (SafetensorsException e) {
            findings.add(Finding.fail("weights", e));
        }
        new PreprocessingCheck(folder, findings).run();
        new TokenizerCheck(folder, tokenizer, findings).run();
        return findings;
    }
}
