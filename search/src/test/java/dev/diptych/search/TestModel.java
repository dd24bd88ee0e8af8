package dev.diptych.search;

import dev.diptych.contrastive.loss.LossKind;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.export.description.FolderFormat;
import dev.diptych.export.description.ModelDescription;
import dev.diptych.export.folder.ModelFolderWriter;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.export.model.ModelFamily;
import dev.diptych.export.safetensors.ShardWriter;
import dev.diptych.export.safetensors.StoredType;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.onednn.OneDnnEngine;
import dev.diptych.nn.tape.Precision;
import dev.diptych.nn.tensor.Tensor;
import dev.diptych.search.build.IndexModel;
import dev.diptych.text.TextConfig;
import dev.diptych.text.bpe.BpeTrainer;
import dev.diptych.text.tokenizer.BpeTokenizer;
import dev.diptych.vision.VisionConfig;
import dev.diptych.vision.preprocess.Preprocessing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A model's folder of a few thousand random weights. */
public final class TestModel {
    private static final BpeTokenizer TOKENIZER = new BpeTokenizer(new BpeTrainer(514).train(Stream.of("a")));
    private static final ModelConfig CONFIG = new ModelConfig(
            12,
            new VisionConfig(16, 8, 24, 1, 12, 2),
            new TextConfig(20, TOKENIZER.vocabularySize(), 16, 2, 1, 2),
            false);

    private TestModel() {}

    /** Writes one whose weights come of a seed. */
    public static Path write(Path folder, long seed) throws IOException {
        Files.createDirectories(folder);
        try (OneDnnEngine engine = new OneDnnEngine()) {
            ClipModel clip = new ClipModel(CONFIG, LossKind.CLIP, engine);
            clip.initialize(seed);
            ModelDescription description = new ModelDescription(CONFIG, ModelFamily.CLIP, new Preprocessing(16));
            new ModelFolderWriter(description, TOKENIZER, StoredType.F32, ShardWriter.DEFAULT_LIMIT)
                    .write(folder, FolderFormat.OPEN_CLIP, name -> {
                        Tensor tensor = clip.values().tensor(name);
                        float[] values = new float[(int) tensor.shape().elements()];
                        engine.read(tensor, values);
                        return values;
                    });
        }
        return folder;
    }

    /** Loads one to index with. */
    public static IndexModel source(Path folder, Engine engine) {
        return IndexModel.load(folder, engine, Precision.FP32);
    }
}
