package dev.diptych.search.build;

import dev.diptych.contrastive.checkpoint.Checkpoint;
import dev.diptych.contrastive.embed.Embedder;
import dev.diptych.export.description.FolderFormat;
import dev.diptych.export.folder.Conversion;
import dev.diptych.export.folder.ModelFolder;
import dev.diptych.export.safetensors.ShardWriter;
import dev.diptych.export.safetensors.StoredType;
import dev.diptych.file.OwnFolder;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.tape.Precision;
import dev.diptych.search.index.IndexException;
import dev.diptych.search.index.ModelCopy;
import dev.diptych.text.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * The model that embeds the images, and later the queries.
 *
 * @param embedder that runs it
 * @param checkpoint its files
 * @param tokenizer that it is used with
 * @param precision that the images are embedded in
 */
public record IndexModel(Embedder embedder, Checkpoint checkpoint, Tokenizer tokenizer, String precision) {
    /** Loads a model of a run or of a folder, with its own tokenizer. */
    public static IndexModel load(Path model, Engine engine, Precision precision) {
        Checkpoint checkpoint = Checkpoint.open(model);
        Tokenizer tokenizer = checkpoint.tokenizer();
        Embedder embedder = new Embedder(checkpoint.load(engine, precision), checkpoint.preprocessing(), tokenizer);
        return new IndexModel(embedder, checkpoint, tokenizer, precision.option());
    }

    /**
     * Writes a copy, of the model's own kind, in float32.
     *
     * @param folder replaced if it is there
     * @param fingerprint of the embedder
     */
    ModelCopy copyTo(Path folder, String fingerprint) throws IOException {
        OwnFolder.delete(folder);
        ModelFolder model = checkpoint.folder();
        FolderFormat format = model.isHuggingFace() ? FolderFormat.HUGGINGFACE : FolderFormat.OPEN_CLIP;
        new Conversion(format, StoredType.F32, ShardWriter.DEFAULT_LIMIT, OptionalInt.empty())
                .run(model, tokenizer, folder);
        Checkpoint copy = Checkpoint.open(folder);
        if (!copy.config().equals(checkpoint.config())
                || !copy.preprocessing().equals(checkpoint.preprocessing())
                || !copy.tokenizer().hash().equals(tokenizer.hash())) {
            throw IndexException.making(
                    folder.toString(), "a copy that reads as another model, expected the same as " + model.folder());
        }
        return ModelCopy.of(fingerprint, precision, folder);
    }
}
