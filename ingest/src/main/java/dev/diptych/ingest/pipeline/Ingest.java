package dev.diptych.ingest.pipeline;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.archive.Archive;
import dev.diptych.ingest.archive.Member;
import dev.diptych.ingest.pipeline.CaptionLookup.Found;
import dev.diptych.ingest.pipeline.Outcome.Dropped;
import dev.diptych.ingest.pipeline.Outcome.Origin;
import dev.diptych.ingest.table.Captions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One run: archives in, shards out. The members are read one after the other, decoded on all cores, and written in the
 * order of the sources; so the same input and configuration give the same bytes, whatever the number of threads.
 */
public final class Ingest {
    private static final int EXAMPLES = 3;

    private final IngestConfig config;
    private final ImageWork work;
    private final Captions captions;
    private final ShardSink sink;
    private final InFlight inFlight;
    private final IngestProgress progress;

    private long members;
    private double fraction;

    private Ingest(IngestConfig config, Captions captions, ShardSink sink, int threads, IngestProgress progress) {
        this.config = config;
        this.work = new ImageWork(config.output());
        this.captions = captions;
        this.sink = sink;
        this.inFlight = new InFlight(threads, this::take);
        this.progress = progress;
    }

    /** Runs on all cores. */
    public static IngestReport run(IngestConfig config, Path output, boolean overwrite, IngestProgress progress) {
        return run(config, output, overwrite, progress, Runtime.getRuntime().availableProcessors());
    }

    /**
     * Runs.
     *
     * @param output a folder that is empty or not there yet
     * @param overwrite whether files that an earlier run left in it may be replaced
     * @param threads decode images; at least 1
     * @throws IngestException if a source or table cannot be used, no image is kept, or the output cannot be written;
     *     a single bad image or caption is dropped and counted instead
     */
    public static IngestReport run(
            IngestConfig config, Path output, boolean overwrite, IngestProgress progress, int threads) {
        OutputFolder.requireUsable(output, overwrite);
        for (SourceConfig source : config.sources()) {
            if (!Files.exists(source.archive())) {
                throw new IngestException(
                        Reason.MISSING, source.archive().toString(), "no such file, expected an archive or a folder");
            }
        }
        Captions captions = Captions.load(config.tables(), config.captions());
        OutputFolder folder = OutputFolder.open(output);
        ShardSink sink = new ShardSink(folder, config.output());
        Ingest run = new Ingest(config, captions, sink, threads, progress);
        try {
            IngestReport report = run.all();
            folder.finish();
            return report;
        } catch (RuntimeException | Error e) {
            sink.abandon();
            folder.abandon();
            throw e;
        } finally {
            run.inFlight.close();
        }
    }

    private IngestReport all() {
        TableCaptions tables = new TableCaptions(captions);
        for (int i = 0; i < config.sources().size(); i++) {
            SourceConfig source = config.sources().get(i);
            CaptionLookup lookup = config.tables().isEmpty() ? beside(source) : tables;
            source(source, i, lookup);
            if (lookup instanceof BesideCaptions own) {
                own.unused(inFlight::add);
            }
        }
        tables.unused(inFlight::add);
        inFlight.finish();
        IngestReport report = sink.finish(members);
        Tally total = sink.total();
        progress.update(new IngestProgress.At(total.images(), total.droppedImages(), 1));
        if (report.kept() == 0) {
            throw new IngestException(
                    Reason.EMPTY,
                    config.sources().get(0).archive().toString(),
                    "no image kept of " + report.images() + " (" + reasons(report) + "), expected at least one");
        }
        return report;
    }

    private BesideCaptions beside(SourceConfig source) {
        try (Archive archive = Archive.open(source.archive())) {
            return BesideCaptions.read(archive, captions);
        }
    }

    private void source(SourceConfig source, int index, CaptionLookup lookup) {
        Set<String> keys = new HashSet<>();
        List<String> others = new ArrayList<>();
        try (Archive archive = Archive.open(source.archive())) {
            for (Member member = archive.next(); member != null; member = archive.next()) {
                members++;
                fraction = (index + archive.fraction()) / config.sources().size();
                Optional<String> key = source.key(member.name());
                if (key.isPresent()) {
                    image(archive, member.name(), key.get(), lookup, keys);
                } else if (others.size() < EXAMPLES) {
                    others.add(member.name());
                }
            }
        }
        if (keys.isEmpty()) {
            String actual =
                    others.isEmpty() ? "no files" : "no image among members such as " + String.join(", ", others);
            throw new IngestException(
                    Reason.EMPTY,
                    source.archive().toString(),
                    actual + ", expected names like '" + source.images() + "'");
        }
    }

    private void image(Archive archive, String member, String key, CaptionLookup lookup, Set<String> keys) {
        Found found = lookup.find(member, key);
        Origin origin = new Origin(archive.source(), member, key, found.concept());
        DropReason missing = found.missing();
        if (!keys.add(key)) {
            inFlight.add(new Dropped(
                    origin, DropReason.DUPLICATE_KEY, "the second image of key '" + key + "', expected one"));
        } else if (missing != null) {
            inFlight.add(new Dropped(origin, missing, found.detail()));
        } else {
            byte[] bytes;
            try {
                bytes = archive.bytes(config.output().maxFileBytes());
            } catch (IngestException e) {
                if (!archive.survives(e)) {
                    throw e;
                }
                inFlight.add(new Dropped(origin, DropReason.of(e), e.detail()));
                return;
            }
            inFlight.submit(bytes.length, () -> work.run(origin, bytes, found.captions()));
        }
    }

    private void take(Outcome outcome) {
        sink.accept(outcome);
        Tally total = sink.total();
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
