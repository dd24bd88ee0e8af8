package dev.diptych.cli.adapt;

import dev.diptych.cli.session.Session;
import dev.diptych.contrastive.checkpoint.Checkpoint;
import dev.diptych.export.description.FolderFormat;
import dev.diptych.export.folder.Conversion;
import dev.diptych.export.folder.ModelAverage;
import dev.diptych.export.folder.ModelFolder;
import dev.diptych.export.safetensors.ShardWriter;
import dev.diptych.export.safetensors.StoredType;
import dev.diptych.text.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Writes an average of models as a folder of open_clip. */
final class Averaging {
    private Averaging() {}

    /**
     * @param weights of each, together 1
     * @param what the line at the end calls the result
     */
    static void write(Session session, List<Path> paths, List<Double> weights, Path output, String what)
            throws IOException {
        List<ModelFolder> models = new ArrayList<>();
        for (Path path : paths) {
            models.add(Checkpoint.open(path).folder());
        }
        ModelAverage average = new ModelAverage(models, weights);
        Tokenizer tokenizer = tokenizer(models);
        if (tokenizer == null) {
            session.note("no tokenizer in any of the models, so that " + output + " gets none");
        }
        FolderFormat format = FolderFormat.OPEN_CLIP;
        average.description().cropChange(format).ifPresent(change -> session.note(output + ": " + change));
        new Conversion(format, StoredType.F32, ShardWriter.DEFAULT_LIMIT, OptionalInt.empty())
                .run(average, tokenizer, output);
        session.out().println(output + ": " + what);
    }

    private static @Nullable Tokenizer tokenizer(List<ModelFolder> models) {
        return models.stream()
                .filter(ModelFolder::hasTokenizer)
                .findFirst()
                .map(model -> model.tokenizer(null))
                .orElse(null);
    }
}
