package dev.diptych.cli.report;

import dev.diptych.cli.session.Session;
import dev.diptych.contrastive.recipe.ResolvedRecipe;
import dev.diptych.contrastive.train.TrainingListener;
import dev.diptych.eval.run.LivePage;
import java.nio.file.Path;
import java.util.List;

/** What a training is watched by, beside the terminal. */
public final class Watching implements AutoCloseable {
    private final LivePage page;

    private Watching(LivePage page) {
        this.page = page;
    }

    /**
     * By what the recipe says.
     *
     * @param run the run's folder
     */
    public static Watching of(Session session, Path run, ResolvedRecipe recipe) {
        String imprint = Imprint.of(recipe.recipe().data().train());
        return new Watching(new LivePage(run, recipe, imprint, session::note));
    }

    public List<TrainingListener> listeners() {
        return List.of(page);
    }

    @Override
    public void close() {
        page.close();
    }
}
