package dev.diptych.export.onnx;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.export.description.ModelDescription;
import dev.diptych.export.folder.ModelWeights;
import dev.diptych.export.huggingface.CompanionFiles;
import dev.diptych.export.huggingface.HuggingFaceConfigWriter;
import dev.diptych.export.onnx.emit.Format;
import dev.diptych.export.onnx.graph.Graph;
import dev.diptych.export.onnx.graph.ModelFile;
import dev.diptych.export.safetensors.StoredType;
import dev.diptych.export.safetensors.TensorValues;
import dev.diptych.file.OwnFolder;
import dev.diptych.text.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a model is to be written as files of ONNX, in a folder that transformers.js and optimum load.
 *
 * @param formats one at least
 * @param normalize whether the towers' own files end in rows of unit length
 * @param preprocess whether to write {@value #PICTURE_MODEL} too
 * @param externalFrom bytes of constants from which they lie in a file of their own
 */
public record OnnxExport(List<Format> formats, boolean normalize, boolean preprocess, long externalFrom) {
    /** Where the files lie within a folder. */
    public static final String FOLDER = "onnx";

    public static final String TEXT_MODEL = "text_model";
    public static final String VISION_MODEL = "vision_model";
    public static final String MODEL = "model";

    /** The vision tower behind what Diptych does to images before it. */
    public static final String PICTURE_MODEL = "vision_model_with_preprocessing";

    public static final String PICTURES = "pixels";
    public static final String IDS = "input_ids";
    public static final String PIXELS = "pixel_values";
    public static final String MASK = "attention_mask";
    public static final String TEXTS = "text_embeds";
    public static final String IMAGES = "image_embeds";

    /** With constants in the model's file up to {@link ModelFile#EXTERNAL_FROM}. */
    public OnnxExport(List<Format> formats, boolean normalize, boolean preprocess) {
        this(formats, normalize, preprocess, ModelFile.EXTERNAL_FROM);
    }

    /**
     * Writes {@code output} whole or not at all.
     *
     * @param tokenizer null to leave it out
     * @param output a folder that is not there, or an empty one
     * @param note is told what a reader of the folder should know
     */
    public void run(ModelWeights model, @Nullable Tokenizer tokenizer, Path output, Consumer<String> note)
            throws IOException {
        ModelDescription description = model.description();
        model.writeTo(output, description, (folder, values) -> write(folder, description, tokenizer, values, note));
    }

    /** The file of a graph within a folder. */
    public static Path file(Path folder, String name, Format format) {
        return folder.resolve(FOLDER).resolve(name + format.suffix() + ".onnx");
    }

    private void write(
            Path folder,
            ModelDescription model,
            @Nullable Tokenizer tokenizer,
            TensorValues values,
            Consumer<String> note)
            throws IOException {
        boolean siglip = HuggingFaceConfigWriter.isSiglip(model);
        ObjectNode config = HuggingFaceConfigWriter.describe(model, tokenizer, StoredType.F32);
        OwnFolder.create(folder.resolve(FOLDER));
        Graphs graphs = new Graphs(model, siglip, values, normalize);
        if (preprocess) {
            graphs(folder, PICTURE_MODEL, graphs::pictures, config);
        }
        graphs(folder, TEXT_MODEL, graphs::texts, config);
        graphs(folder, VISION_MODEL, graphs::images, config);
        graphs(folder, MODEL, graphs::both, config);
        CompanionFiles.write(folder, model, config, tokenizer, note);
    }

    /** Writes a graph in each format; files of constants are told of in the configuration, where transformers.js looks. */
    private void graphs(Path folder, String name, Function<Format, Graph> graph, ObjectNode config) throws IOException {
        for (Format format : formats) {
            Path file = file(folder, name, format);
            if (ModelFile.write(file, graph.apply(format), externalFrom)) {
                config.withObject("/transformers.js_config")
                        .withObject("/use_external_data_format")
                        .put(String.valueOf(file.getFileName()), 1);
            }
        }
    }
}
