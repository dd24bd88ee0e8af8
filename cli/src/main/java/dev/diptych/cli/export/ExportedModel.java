package dev.diptych.cli.export;

import dev.diptych.cli.model.ModelLocation;
import dev.diptych.cli.session.Session;
import dev.diptych.contrastive.checkpoint.Checkpoint;
import dev.diptych.export.folder.ModelFolder;
import dev.diptych.text.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What is to be written in another format.
 *
 * @param tokenizer null where the model has none and none was given
 */
record ExportedModel(ModelFolder folder, @Nullable Tokenizer tokenizer) {
    static ExportedModel open(ModelLocation location, Path output, Session session) throws IOException {
        Path model = location.model();
        Path given = location.tokenizer();
        ModelFolder folder = Checkpoint.open(model).folder();
        if (given == null) {
            folder.note().ifPresent(session::note);
        }
        if (given == null && !folder.hasTokenizer()) {
            session.note(model + ": no tokenizer, so that " + output + " gets none; --tokenizer adds one");
            return new ExportedModel(folder, null);
        }
        return new ExportedModel(folder, folder.tokenizer(given));
    }
}
