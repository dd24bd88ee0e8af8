package dev.diptych.cli.evaluate.suite;

import dev.diptych.cli.evaluate.EvalClassifyCommand;
import dev.diptych.cli.evaluate.EvalProbeCommand;
import dev.diptych.cli.evaluate.EvalRetrievalCommand;
import dev.diptych.cli.evaluate.suite.SuiteModels.Named;
import dev.diptych.cli.model.SampleNotes;
import dev.diptych.cli.progress.Counted;
import dev.diptych.cli.report.Imprint;
import dev.diptych.cli.session.Session;
import dev.diptych.contrastive.data.source.Samples;
import dev.diptych.contrastive.embed.Embedder;
import dev.diptych.eval.classify.ClassificationSet;
import dev.diptych.eval.classify.Predictions;
import dev.diptych.eval.classify.SingleLabel;
import dev.diptych.eval.classify.ZeroShotClassification;
import dev.diptych.eval.classify.ZeroShotClassifier;
import dev.diptych.eval.classify.page.ClassificationPage;
import dev.diptych.eval.interval.Bootstrap;
import dev.diptych.eval.interval.Interval;
import dev.diptych.eval.probe.ProbeOptions;
import dev.diptych.eval.probe.ProbeRun;
import dev.diptych.eval.probe.ProbeScores;
import dev.diptych.eval.probe.feature.ProbeImages;
import dev.diptych.eval.probe.fit.ProbeData;
import dev.diptych.eval.probe.lbfgs.LbfgsProbe;
import dev.diptych.eval.probe.page.ProbePage;
import dev.diptych.eval.report.ResultsJson;
import dev.diptych.eval.retrieval.Ranks;
import dev.diptych.eval.retrieval.RetrievalIntervals;
import dev.diptych.eval.run.RetrievalGallery;
import dev.diptych.eval.run.RetrievalReport;
import dev.diptych.eval.suite.ImageClasses;
import dev.diptych.eval.suite.PairRanks;
import dev.diptych.eval.suite.ResultFolder;
import dev.diptych.eval.suite.Score;
import dev.diptych.eval.suite.SuiteResult;
import dev.diptych.eval.suite.SuiteSet;
import dev.diptych.eval.zeroshot.RetrievalEvaluation;
import dev.diptych.eval.zeroshot.SplitSamples;
import dev.diptych.nn.engine.Engine;
import dev.diptych.text.prompt.ClassNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Scores one model on sets, one after the other, and leaves each one's files. */
final class SetScoring {
    private final Session session;
    private final Named model;
    private final Embedder embedder; // to embeddings of unit length
    private final Engine engine;
    private final int threads;

    /**
     * Scores a model.
     *
     * @param engine that it is loaded on
     * @param threads that compute
     */
    SetScoring(Session session, Named model, Embedder embedder, Engine engine, int threads) {
        this.session = session;
        this.model = model;
        this.embedder = embedder;
        this.engine = engine;
        this.threads = threads;
    }

    /** Scores a set and writes what came of it. */
    SuiteResult run(SuiteSet set, Map<String, String> madeOf, ResultFolder folder)
            throws IOException, InterruptedException {
        if (set instanceof SuiteSet.Classification classification) {
            return classify(classification, madeOf, folder);
        }
        if (set instanceof SuiteSet.Probe probe) {
            return probe(probe, madeOf, folder);
        }
        return retrieve((SuiteSet.Retrieval) set, madeOf, folder);
    }

    private SuiteResult probe(SuiteSet.Probe set, Map<String, String> madeOf, ResultFolder folder)
            throws IOException, InterruptedException {
        Optional<ClassNames> given = Optional.empty();
        if (set.classes().isPresent()) {
            Path lists = session.surroundings().bundled("configs/zeroshot").resolve("classes");
            given = Optional.of(
                    ClassNames.open(set.classes().get(), lists, set.dataset().orElse("")));
        }
        ProbeImages images = ProbeImages.open(set.train(), set.test(), given);
        ProbeImages.Part train = images.train();
        ProbeImages.Part test = images.test();
        begin(set, Counted.of(train.labels().count() + test.labels().count(), "image"));
        ProbeData fitted = images.features(train, embedder, session::note);
        ProbeData scored = images.features(test, embedder, session::note);
        LbfgsProbe probe = new LbfgsProbe();
        ProbeScores found = new ProbeRun(probe, engine, set.options(threads)).run(fitted, scored, seed -> {});
        SingleLabel predictions = found.seeds().get(0).predictions();
        ImageClasses outcomes = new ImageClasses(images.names().names(), predictions, ProbeScores.PREFIX);
        Map<String, Interval> intervals = found.intervals(Bootstrap.DEFAULT);
        folder.begin();
        ProbePage.write(
                found,
                intervals,
                outcomes.classes(),
                model.name(),
                set.name(),
                Imprint.of(set.test().data()),
                EvalProbeCommand.facts(fitted, scored, true, probe.name()),
                folder.page());
        SuiteResult result =
                new SuiteResult(madeOf, Score.of(found.means(), intervals, found.chance()), Optional.of(outcomes));
        int shots = set.shots() == 0 ? ProbeOptions.ALL_SHOTS : set.shots();
        folder.write(
                results(set, ResultsJson.LINEAR_PROBE, EvalProbeCommand.metrics(found, shots, true), intervals),
                result);
        return result;
    }

    private SuiteResult classify(SuiteSet.Classification set, Map<String, String> madeOf, ResultFolder folder)
            throws IOException, InterruptedException {
        ClassificationSet data =
                ClassificationSet.open(set.config(), session.surroundings().bundled("configs/zeroshot"));
        begin(set, Counted.of(data.labels().count(), "image"));
        ZeroShotClassifier classifier = ZeroShotClassifier.of(data.names(), data.templates(), embedder);
        ZeroShotClassification evaluation = ZeroShotClassification.run(
                        data.images(), data.labels(), classifier, embedder, session::note, () -> false)
                .orElseThrow();
        Predictions predictions = evaluation.predictions();
        Map<String, Score> scores = Score.of(predictions.count(), predictions.metrics(), predictions.chance());
        Map<String, Interval> intervals = new LinkedHashMap<>();
        scores.forEach((name, score) -> intervals.put(name, score.interval()));
        folder.begin();
        ClassificationPage.write(
                evaluation,
                intervals,
                model.name(),
                set.name(),
                Imprint.of(set.config().data()),
                EvalClassifyCommand.facts(data, evaluation, model.checkpoint()),
                folder.page());
        SuiteResult result = new SuiteResult(
                madeOf,
                scores,
                predictions instanceof SingleLabel single
                        ? Optional.of(new ImageClasses(data.names().names(), single, ""))
                        : Optional.empty());
        folder.write(results(set, ResultsJson.ZEROSHOT_CLASSIFICATION, predictions.byName(), intervals), result);
        return result;
    }

    private SuiteResult retrieve(SuiteSet.Retrieval set, Map<String, String> madeOf, ResultFolder folder)
            throws IOException, InterruptedException {
        SampleNotes notes = SampleNotes.strict(session);
        try (Samples samples = open(set, notes)) {
            notes.opened(samples);
            begin(set, Counted.of(samples.size(), "image"));
            RetrievalEvaluation evaluation = RetrievalEvaluation.run(samples, embedder, set.captions(), session::note);
            Ranks ranks = evaluation.ranks();
            PairRanks outcomes = new PairRanks(ranks);
            Map<String, Interval> intervals = RetrievalIntervals.of(ranks, set.depths(), Bootstrap.DEFAULT);
            Map<String, Double> metrics = new LinkedHashMap<>(ranks.metrics().byName());
            Map<String, Double> shares = new LinkedHashMap<>(metrics);
            shares.keySet().retainAll(outcomes.statistics().keySet());
            Map<String, Score> scores =
                    Score.of(shares, intervals, ranks.metrics().chanceByName());
            metrics.putAll(ranks.recalls(set.depths()));
            folder.begin();
            RetrievalReport.write(
                    RetrievalGallery.of(set.name(), evaluation, intervals),
                    model.path(),
                    Imprint.of(set.data()),
                    EvalRetrievalCommand.facts(evaluation, model.checkpoint(), embedder),
                    folder.page());
            SuiteResult result = new SuiteResult(madeOf, scores, Optional.of(outcomes));
            folder.write(results(set, ResultsJson.ZEROSHOT_RETRIEVAL, metrics, intervals), result);
            return result;
        }
    }

    private static Samples open(SuiteSet.Retrieval set, SampleNotes notes) {
        return SplitSamples.orAll(set.data(), set.splitFile().map(Path::of), set.split(), notes);
    }

    private void begin(SuiteSet set, String items) {
        session.note(model.name() + " on " + set.name() + ": " + items + " ...");
    }

    private ResultsJson results(
            SuiteSet set, String task, Map<String, Double> metrics, Map<String, Interval> intervals) {
        return new ResultsJson(set.name(), model.name(), model.path().toString(), task, metrics, "en", intervals);
    }
}
