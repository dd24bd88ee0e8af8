package dev.diptych.dl4j.samediff;

import dev.diptych.export.description.ModelDescription;
import dev.diptych.export.folder.ModelWeights;
import dev.diptych.export.huggingface.CompanionFiles;
import dev.diptych.export.huggingface.HuggingFaceConfigWriter;
import dev.diptych.export.model.DeclaredModel;
import dev.diptych.export.safetensors.StoredType;
import dev.diptych.export.safetensors.TensorValues;
import dev.diptych.file.WholeFile;
import dev.diptych.text.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * How a model is to be written for {@code SameDiff.load}: a file a tower, in float32, with the files beside them that Hugging Face's
 * loaders read of images and captions.
 *
 * @param normalize whether the graphs end in rows of unit length
 * @param limit bytes that a tower's weights may take
 */
public record SameDiffExport(boolean normalize, long limit) {
    /** The writer of such files doubles its buffer, and a gibibyte is the last size that it can double. */
    public static final long LIMIT = 1_000_000_000;

    public static final String TEXT_MODEL = "text_model.fb";
    public static final String VISION_MODEL = "vision_model.fb";

    static final String IDS = "input_ids";
    static final String PIXELS = "pixel_values";
    static final String TEXTS = "text_embeds";
    static final String IMAGES = "image_embeds";

    public SameDiffExport(boolean normalize) {
        this(normalize, LIMIT);
    }

    /**
     * Writes {@code output} whole or not at all.
     *
     * @param tokenizer null to leave it out
     * @param output a folder that is not there, or an empty one
     * @param note is told what a reader of the folder should know
     * @throws dev.diptych.export.description.ModelFolderException if a tower is too large for such a file
     */
    public void run(ModelWeights model, @Nullable Tokenizer tokenizer, Path output, Consumer<String> note)
            throws IOException {
        ModelDescription description = model.description();
        model.writeTo(output, description, (folder, values) -> write(folder, description, tokenizer, values, note));
    }

    private void write(
            Path folder,
            ModelDescription model,
            @Nullable Tokenizer tokenizer,
            TensorValues values,
            Consumer<String> note)
            throws IOException {
        DeclaredModel declared = DeclaredModel.of(model.config(), model.family());
        write(folder.resolve(TEXT_MODEL), TowerGraph.texts(declared, values, this));
        write(folder.resolve(VISION_MODEL), TowerGraph.images(declared, values, this));
        CompanionFiles.write(
                folder, model, HuggingFaceConfigWriter.describe(model, tokenizer, StoredType.F32), tokenizer, note);
    }

    private static void write(Path file, SameDiff graph) throws IOException {
        WholeFile.write(file, out -> graph.save(out, false));
    }
}
