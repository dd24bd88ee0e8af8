package dev.diptych.cli.report;

import dev.diptych.cli.session.Session;
import dev.diptych.contrastive.recipe.ReportTo;
import dev.diptych.contrastive.recipe.ResolvedRecipe;
import dev.diptych.contrastive.run.RunNotes;
import dev.diptych.contrastive.train.TrainingListener;
import dev.diptych.eval.run.ClassificationValidation;
import dev.diptych.eval.run.LivePage;
import dev.diptych.eval.run.RetrievalValidation;
import dev.diptych.eval.run.TensorBoardLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a training is watched by, beside the terminal. */
public final class Watching implements AutoCloseable {
    private final List<TrainingListener> listeners = new ArrayList<>();
    private final List<Runnable> closing = new ArrayList<>();

    private Watching() {}

    /**
     * By what the recipe says, and by the page.
     *
     * @param run the run's folder
     * @param notes is told of validation data
     */
    public static Watching of(Session session, Path run, ResolvedRecipe recipe, RunNotes notes) {
        Watching watching = new Watching();
        String imprint = Imprint.of(recipe.recipe().data().train());
        LivePage page = new LivePage(run, recipe, imprint, session::note);
        watching.add(page, page::close);
        if (recipe.recipe().reportTo() == ReportTo.TENSORBOARD) {
            TensorBoardLog log =
                    new TensorBoardLog(run, recipe.recipe().pairsPerStep(), System::currentTimeMillis, session::note);
            watching.add(log, log::close);
        }
        recipe.recipe().validation().ifPresent(config -> {
            if (!config.data().isEmpty()) {
                RetrievalValidation validation = RetrievalValidation.open(config, run, notes);
                watching.add(validation, validation::close);
            }
            if (config.classification().isPresent()) {
                Path lists = session.surroundings().bundled("configs/zeroshot");
                watching.add(ClassificationValidation.open(config, lists, notes), () -> {});
            }
        });
        return watching;
    }

    private void add(TrainingListener listener, Runnable close) {
        listeners.add(listener);
        closing.add(close);
    }

    public List<TrainingListener> listeners() {
        return List.copyOf(listeners);
    }

    @Override
    public void close() {
        closing.forEach(Runnable::run);
    }
}
