package dev.diptych.ingest.pipeline;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.archive.Archive;
import dev.diptych.ingest.archive.Member;
import dev.diptych.ingest.archive.Members;
import dev.diptych.ingest.pipeline.CaptionLookup.Found;
import dev.diptych.ingest.pipeline.Outcome.Dropped;
import dev.diptych.ingest.pipeline.Outcome.Origin;
import dev.diptych.ingest.table.BadRow;
import dev.diptych.ingest.table.Captions;
import dev.diptych.ingest.table.TableConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/**
 * One run: archives in, shards out. The members are read one after the other, decoded on all cores, and written in the
 * order of the sources; so the same input and configuration give the same bytes, whatever the number of threads.
 */
public final class Ingest {
    private static final int EXAMPLES = 3;

    private final IngestConfig config;
    private final ImageWork work;
    /** Those of each source; the same for all that have no table of their own. */
    private final List<Captions> captions;

    private final ShardSink sink;
    private final InFlight inFlight;
    private final IngestProgress progress;

    private long members;
    private double fraction;
    private int sourceIndex;

    /** What there was instead of images, in the last source that was read. */
    private String examples = "";

    private Ingest(IngestConfig config, List<Captions> captions, ShardSink sink, int threads, IngestProgress progress) {
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
            if (!source.isStream() && !Files.exists(source.archive())) {
                throw new IngestException(
                        Reason.MISSING, source.archive().toString(), "no such file, expected an archive or a folder");
            }
        }
        List<Captions> captions = new ArrayList<>();
        Captions shared = captions(config, config.tables());
        for (SourceConfig source : config.sources()) {
            TableConfig rows = source.rows();
            captions.add(rows == null ? shared : captions(config, with(rows, config.tables())));
        }
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
        Map<Captions, TableCaptions> tables = new LinkedHashMap<>();
        new LinkedHashSet<>(captions).forEach(own -> own.badRows().forEach(this::badRow));
        for (int i = 0; i < config.sources().size(); i++) {
            SourceConfig source = config.sources().get(i);
            Captions own = captions.get(i);
            if (!own.isBeside()) {
                TableCaptions lookup = tables.computeIfAbsent(own, TableCaptions::new);
                read(source, i, archive -> members(source, archive, lookup));
            } else if (source.isStream()) {
                read(source, i, archive -> stream(source, archive, own));
            } else {
                beside(source, i, own);
            }
        }
        tables.values().forEach(table -> table.unused(inFlight::add));
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

    private void badRow(BadRow row) {
        Origin origin = new Origin(row.source(), row.where(), "", "");
        inFlight.add(new Dropped(origin, DropReason.BAD_TABLE_ROW, row.detail()));
    }

    private void beside(SourceConfig source, int index, Captions own) {
        AtomicReference<BesideCaptions> found = new AtomicReference<>();
        read(source, index, archive -> {
            found.set(BesideCaptions.read(archive, own, source.lines()));
            return true;
        });
        BesideCaptions lookup = found.get();
        if (lookup != null) {
            read(source, index, archive -> members(source, archive, lookup));
            lookup.unused(inFlight::add);
        }
    }

    private boolean stream(SourceConfig source, Members archive, Captions own) {
        NeighbourCaptions samples = new NeighbourCaptions(
                archive, own, source.lines(), config.output().maxFileBytes());
        boolean found = members(source, samples, samples);
        samples.unused(inFlight::add);
        return found;
    }

    /** Opens a source and reads it; one that is damaged from the start is dropped as a whole, once. */
    private void read(SourceConfig source, int index, Predicate<Members> reader) {
        Archive archive;
        try {
            archive = source.open(captions.get(index));
        } catch (IngestException e) {
            if (e.reason() == Reason.MISSING || e.reason() == Reason.UNKNOWN_FORMAT) {
                throw e;
            }
            String name = String.valueOf(source.archive().getFileName());
            inFlight.add(new Dropped(new Origin(name, "", "", ""), DropReason.ofArchive(e), e.detail()));
            return;
        }
        sourceIndex = index;
        try (archive) {
            if (!reader.test(archive)) {
                throw new IngestException(
                        Reason.EMPTY,
                        source.archive().toString(),
                        examples + ", expected names like '" + source.images() + "'");
            }
        }
    }

    /** Takes a source's images; returns false where it is whole and has none. */
    private boolean members(SourceConfig source, Members archive, CaptionLookup lookup) {
        Set<String> keys = new HashSet<>();
        List<String> others = new ArrayList<>();
        boolean any = false;
        for (Member member = archive.next(); member != null; member = archive.next()) {
            members++;
            fraction = (sourceIndex + archive.fraction()) / config.sources().size();
            Optional<String> key = source.key(member.name());
            IngestException problem = member.problem();
            if (key.isPresent()) {
                any = true;
                image(archive, member, key.get(), lookup, keys);
            } else if (problem != null) {
                any |= place(archive, member, problem);
            } else if (others.size() < EXAMPLES) {
                others.add(member.name());
            }
        }
        examples = others.isEmpty() ? "no files" : "no image among members such as " + String.join(", ", others);
        return any;
    }

    /** Notes a place where an archive, or one in it, cannot be read on; a mere link to something else is none. */
    private boolean place(Members archive, Member member, IngestException problem) {
        DropReason reason = DropReason.ofArchive(problem);
        boolean lost = problem.reason() != Reason.LINK
                && problem.reason() != Reason.UNSAFE_NAME
                && problem.reason() != Reason.UNSUPPORTED;
        if (lost) {
            inFlight.add(new Dropped(new Origin(archive.source(), member.name(), "", ""), reason, problem.detail()));
        }
        return lost;
    }

    private void image(Members archive, Member member, String key, CaptionLookup lookup, Set<String> keys) {
        Found found = lookup.find(member.name(), key);
        Origin origin = new Origin(archive.source(), member.name(), key, found.concept());
        DropReason missing = found.missing();
        IngestException problem = member.problem();
        if (problem != null) {
            inFlight.add(new Dropped(origin, DropReason.of(problem), problem.detail()));
            return;
        }
        if (!keys.add(key)) {
            inFlight.add(new Dropped(
                    origin, DropReason.DUPLICATE_KEY, "the second image of key '" + key + "', expected one"));
            return;
        }
        found.rejected(origin, inFlight::add);
        if (missing != null) {
            inFlight.add(new Dropped(origin, missing, found.detail()));
            return;
        }
        byte[] bytes;
        try {
            bytes = archive.bytes(config.output().maxFileBytes());
        } catch (IngestException e) {
            inFlight.add(new Dropped(origin, DropReason.of(e), e.detail()));
            return;
        }
        inFlight.submit(
                bytes.length, () -> work.run(origin, bytes, found.captions().captions()));
    }

    private static Captions captions(IngestConfig config, List<TableConfig> tables) {
        return Captions.load(tables, config.captions(), config.maxCaptionLength());
    }

    private static List<TableConfig> with(TableConfig first, List<TableConfig> others) {
        List<TableConfig> all = new ArrayList<>();
        all.add(first);
        all.addAll(others);
        return all;
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
