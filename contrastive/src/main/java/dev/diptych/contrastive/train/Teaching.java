package dev.diptych.contrastive.train;

import dev.diptych.contrastive.checkpoint.Checkpoint;
import dev.diptych.contrastive.checkpoint.CheckpointException;
import dev.diptych.contrastive.data.source.Samples;
import dev.diptych.contrastive.embed.ModelFingerprint;
import dev.diptych.contrastive.features.FeatureFile;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.ranks.Ranks;
import dev.diptych.contrastive.recipe.Recipe;
import dev.diptych.contrastive.recipe.TeacherConfig;
import dev.diptych.contrastive.step.Teacher;
import dev.diptych.file.Sha256;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.tape.Precision;
import dev.diptych.text.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Opens the teacher of a recipe, once it is known to read what its student reads. */
final class Teaching {
    private Teaching() {}

    /**
     * The teacher on its student's engine; null where the recipe names none.
     *
     * @param samples of which it is asked
     * @param warnings takes a line when no more of what it says can be kept
     * @throws CheckpointException if it sees images or reads captions in another way than the student
     */
    static @Nullable Teacher open(
            Recipe recipe, Samples samples, Tokenizer tokenizer, Engine engine, Ranks ranks, Consumer<String> warnings)
            throws IOException {
        if (recipe.teacher().isEmpty()) {
            return null;
        }
        TeacherConfig config = recipe.teacher().get();
        Path folder = config.model();
        Checkpoint teacher = Checkpoint.open(folder);
        require(folder, "preprocessing", teacher.preprocessing(), recipe.preprocessing());
        require(
                folder,
                "context length",
                teacher.config().text().contextLength(),
                recipe.model().text().contextLength());
        if (!teacher.tokenizer().hash().equals(tokenizer.hash())) {
            throw new CheckpointException("train: loss.distill.teacher: " + folder
                    + ": another tokenizer, expected the student's; leave out tokenizer to take the teacher's");
        }
        ClipModel model = teacher.load(engine, recipe.precision());
        FeatureFile kept = null;
        if (config.features().isPresent()) {
            if (!ranks.alone()) {
                throw new IllegalArgumentException(
                        "train: loss.distill.features on " + ranks.size()
                                + " ranks, expected none: one process writes such a file; leave it out, and the teacher runs every step");
            }
            String name =
                    name(ModelFingerprint.of(model, recipe.preprocessing(), tokenizer), recipe.precision(), samples);
            kept = FeatureFile.open(
                    config.features().get(), name, model.config().embedDim(), warnings);
        }
        return new Teacher(model, recipe.pairsPerStep(), recipe.step().accumulation(), kept, ranks);
    }

    /** Another one for another teacher, precision or data. */
    private static String name(String fingerprint, Precision precision, Samples samples) {
        MessageDigest digest = Sha256.begin();
        Sha256.add(digest, fingerprint + "\n" + precision + "\n");
        samples.addStamps(digest);
        return HexFormat.of().formatHex(digest.digest()).substring(0, 32) + ".features";
    }

    private static void require(Path folder, String what, Object actual, Object expected) {
        if (!actual.equals(expected)) {
            throw new CheckpointException("train: loss.distill.teacher: " + folder + ": " + what + " " + actual
                    + ", expected the student's, " + expected);
        }
    }
}
