package dev.diptych.eval.run;

import dev.diptych.contrastive.train.RunFacts;
import dev.diptych.contrastive.train.StepLog;
import dev.diptych.contrastive.train.TrainingListener;
import dev.diptych.contrastive.validation.Scores;
import dev.diptych.file.Trouble;
import dev.diptych.report.tensorboard.EventFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A run's figures as event files for TensorBoard, under open_clip's tags where it has them. */
public final class TensorBoardLog implements TrainingListener, AutoCloseable {
    public static final String FOLDER = "tensorboard";

    private final Path folder;
    private final int pairsPerStep;
    private final LongSupplier millis;
    private final Consumer<String> note;
    private @Nullable EventFile events;

    /**
     * @param run the run's folder
     * @param millis since 1970
     * @param note is told once if the file cannot be written; the run goes on without it
     */
    public TensorBoardLog(Path run, int pairsPerStep, LongSupplier millis, Consumer<String> note) {
        this.folder = run.resolve(FOLDER);
        this.pairsPerStep = pairsPerStep;
        this.millis = millis;
        this.note = note;
    }

    /** What writes to a file. */
    private interface Writing {
        void to(EventFile file) throws IOException;
    }

    @Override
    public void started(RunFacts facts) {
        try {
            events = EventFile.create(folder, seconds());
        } catch (IOException e) {
            complain(e);
        }
        if (facts.firstStep() > 0) {
            write(file -> file.restart(facts.firstStep() + 1, seconds()));
        }
    }

    @Override
    public void stepped(StepLog log) {
        double stepTime = pairsPerStep / log.pairsPerSecond();
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("train/loss", log.loss());
        values.put("train/lr", log.lr());
        values.put("train/scale", log.logitScale());
        values.put("train/samples_per_second", log.pairsPerSecond());
        values.put("train/batch_time", stepTime);
        values.put("train/data_time", stepTime * log.dataWait());
        values.put("train/grad_norm", log.gradientNorm());
        values.put("train/mfu", log.mfu());
        values.put("train/epoch", log.epoch());
        log.figures().forEach((name, value) -> values.put("train/" + name, value));
        write(file -> file.add(log.step(), seconds(), values));
    }

    @Override
    public void scored(Scores scores) {
        Map<String, Double> values = new LinkedHashMap<>();
        scores.values().forEach((name, value) -> values.put("val/" + name, value));
        write(file -> file.add(scores.step(), seconds(), values));
    }

    private void write(Writing writing) {
        if (events != null) {
            try {
                writing.to(events);
            } catch (IOException e) {
                complain(e);
                close();
            }
        }
    }

    private double seconds() {
        return millis.getAsLong() / 1e3;
    }

    private void complain(IOException e) {
        note.accept(folder + ": not written, " + Trouble.said(e) + "; the run goes on without it");
    }

    @Override
    public void close() {
        EventFile open = events;
        events = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                complain(e);
            }
        }
    }
}
