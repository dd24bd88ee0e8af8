package dev.diptych.contrastive.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.diptych.contrastive.loss.LossKind;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.export.description.FolderFormat;
import dev.diptych.export.description.ModelDescription;
import dev.diptych.export.folder.ModelFolderWriter;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.export.model.ModelConfigJson;
import dev.diptych.export.safetensors.ShardWriter;
import dev.diptych.export.safetensors.StoredType;
import dev.diptych.nn.onednn.OneDnnEngine;
import dev.diptych.nn.tape.Precision;
import dev.diptych.vision.preprocess.Preprocessing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PretrainedTest {
    private static final String CONFIG = """
            {"embed_dim": 8, "quick_gelu": true,
             "vision_cfg": {"image_size": 16, "patch_size": 8, "width": 8, "layers": 1, "head_width": 4},
             "text_cfg": {"context_length": 8, "vocab_size": 520, "width": 8, "heads": 2, "layers": 1}}
            """;

    @TempDir
    private Path folder;

    @Test
    void loadsAnotherLibrarysFolderIntoAnEngine() throws IOException {
        try (OneDnnEngine engine = new OneDnnEngine()) {
            ClipModel written = write(engine);
            ClipModel loaded = Checkpoint.open(folder).load(engine, Precision.FP32);
            assertThat(loaded.config()).isEqualTo(written.config());
            for (String name : written.values().tensors().keySet()) {
                assertThat(values(loaded, name)).as(name).isEqualTo(values(written, name));
            }
        }
    }

    @Test
    void interpolatesPositionsForAModelOfAnotherImageSize() throws IOException {
        try (OneDnnEngine engine = new OneDnnEngine()) {
            ClipModel written = write(engine);
            ClipModel large = new ClipModel(written.config().withImageSize(32), LossKind.CLIP, engine);
            Checkpoint.open(folder).restore(large);
            assertThat(values(large, "visual.positional_embedding"))
                    .hasSize(17 * 8)
                    .startsWith(row(values(written, "visual.positional_embedding"), 0));
            assertThat(values(large, "visual.proj")).isEqualTo(values(written, "visual.proj"));
        }
    }

    private ClipModel write(OneDnnEngine engine) throws IOException {
        ModelConfig config = ModelConfigJson.read("test", new ObjectMapper().readTree(CONFIG));
        ClipModel model = new ClipModel(config, LossKind.CLIP, engine);
        model.initialize(3);
        ModelDescription description = new ModelDescription(config, LossKind.CLIP.family(), new Preprocessing(16));
        new ModelFolderWriter(description, null, StoredType.F32, ShardWriter.DEFAULT_LIMIT)
                .write(folder, FolderFormat.HUGGINGFACE, name -> values(model, name));
        return model;
    }

    private static float[] row(float[] rows, int row) {
        return Arrays.copyOfRange(rows, row * 8, row * 8 + 8);
    }

    private static float[] values(ClipModel model, String name) {
        float[] values =
                new float[Math.toIntExact(model.values().tensor(name).shape().elements())];
        model.engine().read(model.values().tensor(name), values);
        return values;
    }
}
