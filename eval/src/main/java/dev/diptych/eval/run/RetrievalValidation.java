package dev.diptych.eval.run;

import dev.diptych.contrastive.data.source.SampleSources;
import dev.diptych.contrastive.data.source.Samples;
import dev.diptych.contrastive.embed.Embedder;
import dev.diptych.contrastive.run.RunNotes;
import dev.diptych.contrastive.train.TrainingListener;
import dev.diptych.contrastive.validation.Validation;
import dev.diptych.contrastive.validation.ValidationConfig;
import dev.diptych.eval.report.RetrievalSample;
import dev.diptych.eval.zeroshot.RetrievalEvaluation;
import dev.diptych.file.Trouble;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Scores a model by retrieval on held-out data while it is trained; the last samples of it are left for the run's page. */
public final class RetrievalValidation implements TrainingListener, AutoCloseable {
    private final ValidationConfig config;
    private final Path run;
    private final Samples samples;
    private final RunNotes notes;
    private boolean noted;

    private RetrievalValidation(ValidationConfig config, Path run, Samples samples, RunNotes notes) {
        this.config = config;
        this.run = run;
        this.samples = samples;
        this.notes = notes;
    }

    /**
     * Opens the data.
     *
     * @param run the run's folder
     * @param notes is told what is left out, once
     * @throws dev.diptych.ingest.IngestException if the data is missing, or has no sample
     */
    public static RetrievalValidation open(ValidationConfig config, Path run, RunNotes notes) {
        notes.note("reading " + config.data() + " ...");
        Samples samples = SampleSources.open(config.data(), config.source(), notes);
        notes.opened(samples);
        return new RetrievalValidation(config, run, samples, notes);
    }

    @Override
    public Validation validation(Validation.Subject subject) {
        return new EmbeddingValidation(config, subject, this::score);
    }

    private Optional<Map<String, Double>> score(Embedder embedder, BooleanSupplier stop) throws InterruptedException {
        Optional<RetrievalEvaluation> scored =
                RetrievalEvaluation.run(samples, embedder, config.captions(), this::note, stop);
        noted = scored.isPresent() || noted;
        return scored.map(evaluation -> {
            try {
                RetrievalGallery.extremes(config.data(), evaluation).write(run);
            } catch (IOException e) {
                notes.note(
                        run.resolve(RetrievalSample.FILE) + ": not written, " + Trouble.said(e) + "; the run goes on");
            }
            return evaluation.ranks().metrics().byName();
        });
    }

    private void note(String line) {
        if (!noted) {
            notes.note(line);
        }
    }

    @Override
    public void close() {
        samples.close();
    }
}
