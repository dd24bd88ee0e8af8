package dev.diptych.contrastive.train;

import dev.diptych.contrastive.checkpoint.Checkpoint;
import dev.diptych.contrastive.checkpoint.CheckpointException;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.recipe.Recipe;
import dev.diptych.contrastive.step.Teacher;
import dev.diptych.nn.engine.Engine;
import dev.diptych.text.tokenizer.Tokenizer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Opens the teacher of a recipe, once it is known to read what its student reads. */
final class Teaching {
    private Teaching() {}

    /**
     * The teacher on its student's engine; null where the recipe names none.
     *
     * @throws CheckpointException if it sees images or reads captions in another way than the student
     */
    static @Nullable Teacher open(Recipe recipe, Tokenizer tokenizer, Engine engine) {
        if (recipe.teacher().isEmpty()) {
            return null;
        }
        Path folder = recipe.teacher().get();
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
        return new Teacher(model, recipe.pairsPerStep(), recipe.step().accumulation());
    }

    private static void require(Path folder, String what, Object actual, Object expected) {
        if (!actual.equals(expected)) {
            throw new CheckpointException("train: loss.distill.teacher: " + folder + ": " + what + " " + actual
                    + ", expected the student's, " + expected);
        }
    }
}
