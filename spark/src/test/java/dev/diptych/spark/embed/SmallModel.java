package dev.diptych.spark.embed;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.diptych.contrastive.loss.LossKind;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.export.description.FolderFormat;
import dev.diptych.export.description.ModelDescription;
import dev.diptych.export.folder.ModelFolderWriter;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.export.model.ModelConfigJson;
import dev.diptych.export.model.ModelFamily;
import dev.diptych.export.safetensors.ShardWriter;
import dev.diptych.export.safetensors.StoredType;
import dev.diptych.image.resize.Resampling;
import dev.diptych.nn.onednn.OneDnnEngine;
import dev.diptych.nn.tensor.Tensor;
import dev.diptych.text.bpe.BpeTrainer;
import dev.diptych.text.tokenizer.BpeTokenizer;
import dev.diptych.vision.preprocess.ChannelValues;
import dev.diptych.vision.preprocess.Preprocessing;
import dev.diptych.vision.preprocess.ResizeMode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A model's folder of a few thousand random weights. */
final class SmallModel {
    private static final String CONFIG = """
        {"embed_dim": 32,
         "vision_cfg": {"image_size": 16, "layers": 1, "width": 64, "patch_size": 8},
         "text_cfg": {"context_length": 8, "vocab_size": 560, "width": 64, "heads": 1, "layers": 1}}
        """;

    private static final ChannelValues HALF = new ChannelValues(0.5f, 0.5f, 0.5f);

    private SmallModel() {}

    static void write(Path folder, long seed) throws IOException {
        ModelConfig config = ModelConfigJson.read("test", new ObjectMapper().readTree(CONFIG));
        try (OneDnnEngine engine = new OneDnnEngine()) {
            ClipModel clip = new ClipModel(config, LossKind.CLIP, engine);
            clip.initialize(seed);
            BpeTokenizer tokenizer = new BpeTokenizer(new BpeTrainer(560).train(Stream.of("red fox", "red box")));
            ModelDescription description = new ModelDescription(
                    config,
                    ModelFamily.CLIP,
                    new Preprocessing(16, HALF, HALF, Resampling.BILINEAR, ResizeMode.SQUASH, 0));
            new ModelFolderWriter(description, tokenizer, StoredType.F32, ShardWriter.DEFAULT_LIMIT)
                    .write(folder, FolderFormat.OPEN_CLIP, name -> {
                        Tensor tensor = clip.values().tensor(name);
                        float[] values = new float[(int) tensor.shape().elements()];
                        engine.read(tensor, values);
                        return values;
                    });
        }
    }
}
