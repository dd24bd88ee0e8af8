package dev.diptych.export.huggingface;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.export.description.FolderFormat;
import dev.diptych.export.description.JsonFile;
import dev.diptych.export.description.ModelDescription;
import dev.diptych.text.huggingface.HuggingFaceFolder;
import dev.diptych.text.tokenizer.Tokenizer;
import dev.diptych.vision.preprocess.ResizeMode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The files that stand beside a model's graphs, whatever format those are of, as Hugging Face's loaders read them. */
public final class CompanionFiles {
    private CompanionFiles() {}

    /**
     * Writes {@code config.json}, {@code preprocessor_config.json} and the tokenizer's files.
     *
     * @param config as {@link HuggingFaceConfigWriter} describes the model
     * @param tokenizer null to leave it out
     * @param note is told what a reader of the folder should know
     */
    public static void write(
            Path folder,
            ModelDescription model,
            ObjectNode config,
            @Nullable Tokenizer tokenizer,
            Consumer<String> note)
            throws IOException {
        JsonFile.write(folder.resolve(HuggingFaceConfig.FILE), config);
        processor(folder, model, note);
        if (tokenizer != null) {
            HuggingFaceFolder.write(tokenizer, model.config().text().contextLength(), folder);
        }
    }

    private static void processor(Path folder, ModelDescription model, Consumer<String> note) throws IOException {
        if (model.preprocessing().resizeMode() == ResizeMode.LONGEST) {
            note.accept(ImageProcessorJson.FILE + " left out: resize_mode longest, which Hugging Face's processors have"
                    + " not; give the files images as diptych preprocesses them");
            return;
        }
        model.cropChange(FolderFormat.HUGGINGFACE).ifPresent(note);
        JsonFile.write(
                folder.resolve(ImageProcessorJson.FILE),
                ImageProcessorJson.write(model.preprocessing(), HuggingFaceConfigWriter.isSiglip(model)));
    }
}
