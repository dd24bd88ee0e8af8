package dev.diptych.ingest.pipeline;

import dev.diptych.file.place.Locations;
import dev.diptych.file.place.OutputClaim;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.manifest.Books;
import dev.diptych.ingest.manifest.DropReason;
import dev.diptych.ingest.manifest.Tally;
import dev.diptych.ingest.output.Journal;
import dev.diptych.ingest.output.Milestones;
import dev.diptych.ingest.output.OutputFolder;
import dev.diptych.ingest.output.RunRecord;
import dev.diptych.ingest.pipeline.config.FolderListings;
import dev.diptych.ingest.pipeline.config.IngestConfig;
import dev.diptych.ingest.pipeline.config.OutputConfig;
import dev.diptych.ingest.pipeline.config.SourceConfig;
import dev.diptych.ingest.pipeline.crew.Crew;
import dev.diptych.ingest.pipeline.read.ScoreFilter;
import dev.diptych.ingest.pipeline.read.SourceReading;
import dev.diptych.ingest.pipeline.work.Delivery;
import dev.diptych.ingest.pipeline.work.Outcome;
import dev.diptych.ingest.pipeline.write.EvaluationSet;
import dev.diptych.ingest.pipeline.write.IncrementalMode;
import dev.diptych.ingest.pipeline.write.IngestReport;
import dev.diptych.ingest.pipeline.write.OutputStart;
import dev.diptych.ingest.pipeline.write.RunEnd;
import dev.diptych.ingest.pipeline.write.ShardSink;
import dev.diptych.ingest.score.ScoreCut;
import dev.diptych.ingest.table.Captions;
import dev.diptych.ingest.table.dataset.UrlList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run: archives in, shards out. One thread reads the members one after the other, a crew decodes and encodes, one more
 * thread decides in the order of the sources what is written where; so the same input and configuration give the same bytes, whatever
 * the number of threads or of other processes, and however often the run was interrupted.
 */
public final class Ingest {
    private final IngestConfig config;
    private final ShardSink sink;
    private final IngestProgress progress;
    private volatile double fraction;

    /** The first thing that was left out, in words. */
    private volatile String example = "";

    private Ingest(IngestConfig config, ShardSink sink, IngestProgress progress) {
        this.config = config;
        this.sink = sink;
        this.progress = progress;
    }

    /** Runs on all cores. */
    public static IngestReport run(IngestConfig config, Path output, boolean overwrite, IngestProgress progress) {
        return run(config, output, overwrite, progress, Runtime.getRuntime().availableProcessors());
    }

    /** Runs, going on where an interrupted run stopped, or over what earlier runs left. */
    public static IngestReport run(
            IngestConfig config, Path output, boolean overwrite, IngestProgress progress, int threads) {
        IncrementalMode mode = overwrite ? IncrementalMode.OVERWRITE : IncrementalMode.INCREMENTAL;
        return run(config, output, mode, progress, threads);
    }

    /**
     * Runs.
     *
     * @param output a folder that is empty or not there yet, or one that earlier runs wrote
     * @param mode what is done with these
     * @param progress is told on a thread of the run's own
     * @param threads decode images; at least 1
     * @throws IngestException if a source or table cannot be used, no image is kept, the output cannot be written, or it
     *     holds another run; a single bad image or caption is dropped and counted instead
     */
    public static IngestReport run(
            IngestConfig config, Path output, IncrementalMode mode, IngestProgress progress, int threads) {
        return run(config, output, mode, progress, Crew.threads(threads));
    }

    /**
     * Runs with a crew, which may be this run's only and stays the caller's to close.
     *
     * @see #run(IngestConfig, Path, IncrementalMode, IngestProgress, int)
     */
    public static IngestReport run(
            IngestConfig config, Path output, IncrementalMode mode, IngestProgress progress, Crew crew) {
        return run(config, output, output, mode, progress, crew);
    }

    /**
     * Runs into an output that may be on another file system than the operating system's, where the crew is one of other processes.
     *
     * @param books where the run's own files are until it has come to its end, as {@link Locations#books} says; one that was
     *     interrupted goes on with the same
     * @throws dev.diptych.file.place.ClaimedException if a run with other books has not come to its end in that output
     * @see #run(IngestConfig, Path, IncrementalMode, IngestProgress, int)
     */
    public static IngestReport run(
            IngestConfig config, Path output, Path books, IncrementalMode mode, IngestProgress progress, Crew crew) {
        if (!Locations.isLocal(output) && crew.isLocal()) {
            throw new IngestException(
                    Reason.UNWRITABLE, output.toString(), "a URL, expected a folder; --spark MASTER writes to it");
        }
        return run(config, new OutputFolder(output, books, Milestones.NONE), mode, progress, crew);
    }

    static IngestReport run(
            IngestConfig config, OutputFolder folder, IncrementalMode mode, IngestProgress progress, int threads) {
        return run(config, folder, mode, progress, Crew.threads(threads));
    }

    private static IngestReport run(
            IngestConfig config, OutputFolder folder, IncrementalMode mode, IngestProgress progress, Crew crew) {
        requireSources(config);
        try (OutputClaim claim = folder.lock()) {
            return runLocked(config, folder, mode, progress, crew);
        } catch (IOException e) {
            throw OutputFolder.unwritable(folder.file(""), e);
        }
    }

    private static void requireSources(IngestConfig config) {
        for (SourceConfig source : config.sources()) {
            if (!source.isStream() && !Files.exists(source.archive())) {
                throw UrlList.explain(
                        source.archive(),
                        new IngestException(
                                Reason.MISSING,
                                source.archive().toString(),
                                "no such file, expected an archive or a folder"));
            }
        }
    }

    private static IngestReport runLocked(
            IngestConfig config, OutputFolder folder, IncrementalMode mode, IngestProgress progress, Crew crew) {
        FolderListings folders = new FolderListings(config.reading().followLinks());
        OutputStart start = new OutputStart(folder, RunStamps.of(config, folders), mode);
        start.check();
        if (start.isDone()) {
            start.completeFinish();
            return new RunEnd(folder, config.output()).reportOfFinished();
        }
        OutputConfig output = config.output();
        List<Captions> captions = SourceReading.captions(config);
        @Nullable ScoreFilter scores = ScoreFilter.of(config, folders);
        @Nullable
        EvaluationSet evaluation = output.against().isEmpty()
                ? null
                : EvaluationSet.load(
                        output.against(),
                        output.dedupThreshold(),
                        output.image().maxPixels(),
                        config.reading().followLinks());
        Journal journal = start.begin();
        try (ShardSink sink = new ShardSink(folder, output, journal, evaluation, crew.shards(folder, output))) {
            Ingest run = new Ingest(config, sink, progress);
            long done = journal.entries() - journal.base();
            try (Delivery delivery = crew.delivery(output, run::take)) {
                SourceReading reading = new SourceReading(
                        config, folders, captions, scores, done, sink.again(), delivery, at -> run.fraction = at);
                try {
                    reading.all();
                } finally {
                    delivery.finish();
                }
                reading.notes().forEach(progress::note);
            }
            return run.end(folder, start.recordOfEnd(journal), scores == null ? null : scores.cut());
        } catch (IOException e) {
            throw OutputFolder.unwritable(folder.file(""), e);
        } catch (IngestException e) {
            folder.forgetIfEmpty();
            throw e;
        }
    }

    private IngestReport end(OutputFolder folder, RunRecord record, @Nullable ScoreCut cut) throws IOException {
        sink.endShards();
        Books books = sink.books();
        progress.update(
                new IngestProgress.At(books.total().images(), books.total().droppedImages(), 1));
        RunEnd end = new RunEnd(folder, config.output());
        IngestReport report = RunEnd.report(books);
        if (cut != null) {
            progress.note("keep_score " + cut);
        }
        if (report.kept() == 0) {
            end.writeAll(books, sink.leftOut(), cut, RunRecord.NONE);
            throw new IngestException(
                    Reason.EMPTY,
                    config.sources().get(0).archive().toString(),
                    "no image kept of " + report.images() + " (" + reasons(report) + example
                            + "), expected at least one");
        }
        end.writeAll(books, sink.leftOut(), cut, record);
        return report;
    }

    private void take(Outcome outcome) {
        sink.accept(outcome);
        if (example.isEmpty() && outcome instanceof Outcome.Dropped dropped) {
            example = "; the first: " + dropped.origin().where() + ": " + dropped.detail();
        }
        Tally total = sink.books().total();
        progress.update(new IngestProgress.At(total.images(), total.droppedImages(), fraction));
    }

    private static String reasons(IngestReport report) {
        List<String> reasons = new ArrayList<>();
        for (DropReason reason : DropReason.values()) {
            Long count = report.dropped().get(reason);
            if (count != null) {
                reasons.add(count + " " + reason.code());
            }
        }
        return String.join(", ", reasons);
    }
}
