package dev.diptych.ingest.pipeline.read;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.archive.Archive;
import dev.diptych.ingest.archive.Later;
import dev.diptych.ingest.archive.Member;
import dev.diptych.ingest.archive.Members;
import dev.diptych.ingest.archive.StoredFile;
import dev.diptych.ingest.duplicate.Hash128;
import dev.diptych.ingest.duplicate.HashTable;
import dev.diptych.ingest.manifest.DropReason;
import dev.diptych.ingest.manifest.ManifestEntry.Role;
import dev.diptych.ingest.pipeline.config.FolderListings;
import dev.diptych.ingest.pipeline.config.IngestConfig;
import dev.diptych.ingest.pipeline.config.SourceConfig;
import dev.diptych.ingest.pipeline.read.CaptionLookup.Found;
import dev.diptych.ingest.pipeline.work.Delivery;
import dev.diptych.ingest.pipeline.work.Outcome;
import dev.diptych.ingest.pipeline.work.Outcome.Dropped;
import dev.diptych.ingest.pipeline.work.Outcome.Origin;
import dev.diptych.ingest.pipeline.work.Outcome.Said;
import dev.diptych.ingest.pipeline.write.LeftOutLog;
import dev.diptych.ingest.table.BadRow;
import dev.diptych.ingest.table.Captions;
import dev.diptych.ingest.table.TableConfig;
import dev.diptych.ingest.table.dataset.UrlList;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.DoubleConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The reading of a run's sources, one member after the other: what can be said of a member without its contents is an
 * outcome at once, and the rest is work. The outcomes are the same, in the same order, on every run over the same input.
 */
public final class SourceReading {
    private static final int EXAMPLES = 3;

    private final IngestConfig config;
    private final FolderListings folders;
    private final RowColumns columns;

    /** Those of each source; the same for all that have no table of their own. */
    private final List<Captions> captions;

    private final @Nullable ScoreFilter scores;
    private final List<String> notes = new ArrayList<>();
    private final Delivery delivery;
    private final DoubleConsumer fraction;

    /** Outcomes that an earlier run has written: they are counted again, but not made. */
    private final long done;

    /** Those of them that are made again. */
    private final Set<Long> again;

    private long number;

    /** How many images were left out unread. */
    private final Map<DropReason, Integer> unread = new EnumMap<>(DropReason.class);

    private int sourceIndex;

    /** What there was instead of images, in the last source that was read. */
    private String examples = "";

    /**
     * @param captions those of each source
     * @param scores null where images are not filtered by them
     * @param done how many outcomes an earlier run has written
     * @param again the numbers of those of them that are made again nevertheless, which are all images
     * @param fraction is told how much of all sources has been read
     */
    public SourceReading(
            IngestConfig config,
            FolderListings folders,
            List<Captions> captions,
            @Nullable ScoreFilter scores,
            long done,
            Set<Long> again,
            Delivery delivery,
            DoubleConsumer fraction) {
        this.config = config;
        this.folders = folders;
        this.columns = new RowColumns(config.output());
        this.captions = captions;
        this.scores = scores;
        this.delivery = delivery;
        this.fraction = fraction;
        this.done = done;
        this.again = again;
    }

    /** Reads all sources. */
    public void all() {
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
        tables.values().forEach(table -> table.unused(this::add));
        tables.values().forEach(table -> table.note().ifPresent(notes::add));
    }

    /** Returns what is worth saying once all is read. */
    public List<String> notes() {
        return notes;
    }

    private void badRow(BadRow row) {
        Origin origin = new Origin(row.source(), row.where(), "", "");
        add(new Dropped(origin, DropReason.BAD_TABLE_ROW, row.detail()));
    }

    private void beside(SourceConfig source, int index, Captions own) {
        AtomicReference<BesideCaptions> found = new AtomicReference<>();
        read(source, index, archive -> {
            found.set(BesideCaptions.read(archive, own, source.lines(), source.archive(), config.reading()));
            return true;
        });
        BesideCaptions lookup = found.get();
        if (lookup != null) {
            lookup.badRows().forEach(this::badRow);
            read(source, index, archive -> members(source, archive, lookup));
            lookup.unused(this::add);
        }
    }

    private boolean stream(SourceConfig source, Members archive, Captions own) {
        NeighbourCaptions samples = new NeighbourCaptions(
                archive, own, source.lines(), config.output().image().maxFileBytes());
        boolean found = members(source, samples, samples);
        samples.unused(this::add);
        return found;
    }

    /** Opens a source and reads it; one that is damaged from the start is dropped as a whole, once. */
    private void read(SourceConfig source, int index, Predicate<Members> reader) {
        Archive archive;
        try {
            archive = source.open(captions.get(index), folders, config.reading());
        } catch (IngestException e) {
            boolean only = config.sources().size() == 1;
            if (e.reason() == Reason.MISSING || e.reason() == Reason.UNKNOWN_FORMAT && only) {
                throw UrlList.explain(source.archive(), e);
            }
            String name = String.valueOf(source.archive().getFileName());
            add(new Dropped(new Origin(name, "", "", ""), DropReason.ofArchive(e), e.detail()));
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
        HashTable keys = new HashTable();
        List<String> others = new ArrayList<>();
        boolean any = false;
        for (Member member = archive.next(); member != null; member = archive.next()) {
            fraction.accept(
                    (sourceIndex + archive.fraction()) / config.sources().size());
            Optional<String> key = source.key(member.name());
            IngestException problem = member.problem();
            if (key.isPresent()) {
                any = true;
                image(source, archive, member, key.get(), lookup, keys);
            } else if (problem != null) {
                any |= place(archive, member, problem);
            } else {
                other(archive.source(), member.name(), lookup, others);
            }
        }
        examples = others.isEmpty() ? "no files" : "no image among members such as " + String.join(", ", others);
        return any;
    }

    /** Notes a place where an archive, or one in it, cannot be read on; a mere link to something else is none. */
    private boolean place(Members archive, Member member, IngestException problem) {
        DropReason reason = DropReason.ofArchive(problem);
        boolean named = !member.name().isEmpty() && !member.name().endsWith("/");
        boolean lost = problem.reason() != Reason.LINK
                && problem.reason() != Reason.UNSAFE_NAME
                && (problem.reason() != Reason.UNSUPPORTED || !named);
        Origin origin = new Origin(archive.source(), member.name(), "", "");
        add(lost ? new Dropped(origin, reason, problem.detail()) : new Outcome.Other(origin, Role.NOT_SELECTED));
        return lost;
    }

    private void image(
            SourceConfig source, Members archive, Member member, String key, CaptionLookup lookup, HashTable keys) {
        Found found = lookup.find(member.name(), key);
        Origin origin = new Origin(
                archive.source(),
                member.name(),
                key,
                found.concept(),
                columns.splitValue(found.concept(), found.row()),
                scores == null ? Float.NaN : scores.score(source, member.name()));
        DropReason missing = found.missing();
        IngestException problem = member.problem();
        if (problem != null) {
            add(new Dropped(origin, DropReason.of(problem), problem.detail()));
            return;
        }
        if (!keys.add(Hash128.of(key))) {
            unread(archive, origin, DropReason.DUPLICATE_KEY, "the second image of key '" + key + "', expected one");
            return;
        }
        found.rejected(origin, this::add);
        if (missing != null) {
            unread(archive, origin, missing, found.detail());
            return;
        }
        if (scores != null && !(origin.score() >= scores.cut().threshold())) {
            badlyScored(archive, origin, scores.cut().threshold());
            return;
        }
        long own = number++;
        if (own < done && !again.contains(own)) {
            return;
        }
        Said said = new Said(found.captions().captions(), columns.licence(found.row()), found.earlier());
        long limit = config.output().image().maxFileBytes();
        StoredFile stored = delivery.takesStoredFiles() ? archive.stored() : null;
        if (stored != null) {
            delivery.submit(origin, stored, said);
            return;
        }
        Later later = archive.later(limit);
        if (later != null) {
            delivery.submit(origin, later.size(), later.contents(), said);
            return;
        }
        byte[] bytes;
        try {
            bytes = archive.bytes(limit);
        } catch (IngestException e) {
            delivery.add(new Dropped(origin, DropReason.of(e), e.detail()));
            return;
        }
        delivery.submit(origin, bytes.length, () -> bytes, said);
    }

    private void badlyScored(Members archive, Origin origin, float threshold) {
        if (Float.isNaN(origin.score())) {
            unread(archive, origin, DropReason.NO_SCORE, "no score, expected one in its shard's score file");
        } else {
            String detail = "score " + origin.score() + ", expected at least " + threshold;
            unread(archive, origin, DropReason.LOW_SCORE, detail);
        }
    }

    /** Adds an image that is left out whatever is in its file; the first files of each reason are read for the report. */
    private void unread(Members archive, Origin origin, DropReason reason, String detail) {
        boolean shown = unread.merge(reason, 1, Integer::sum) <= LeftOutLog.MOST;
        Outcome.Contents file = null;
        if (shown && number >= done) {
            try {
                byte[] bytes = archive.bytes(config.output().image().maxFileBytes());
                file = () -> bytes;
            } catch (IngestException e) {
                // It is left out for another reason, and has no picture.
            }
        }
        add(new Dropped(origin, reason, detail, file));
    }

    private void other(String archive, String member, CaptionLookup lookup, List<String> others) {
        if (others.size() < EXAMPLES) {
            others.add(member);
        }
        Role role = lookup.isCaption(member) ? Role.CAPTION : Role.NOT_SELECTED;
        if (role == Role.NOT_SELECTED) {
            lookup.passedOver(member);
        }
        add(new Outcome.Other(new Origin(archive, member, "", ""), role));
    }

    /** Loads the captions of each source. */
    public static List<Captions> captions(IngestConfig config) {
        List<Captions> captions = new ArrayList<>();
        Captions shared = captions(config, config.tables());
        for (SourceConfig source : config.sources()) {
            TableConfig rows = source.rows();
            Captions own = rows == null ? shared : captions(config, with(rows, config.tables()));
            if (rows != null) {
                UrlList.reject(own.source(), "image_column '" + rows.keyColumn() + "'", own.keys());
            }
            captions.add(own);
        }
        return captions;
    }

    private static Captions captions(IngestConfig config, List<TableConfig> tables) {
        return Captions.load(
                tables,
                config.captions(),
                config.maxCaptionLength(),
                new RowColumns(config.output()).names(),
                config.reading());
    }

    private static List<TableConfig> with(TableConfig first, List<TableConfig> others) {
        List<TableConfig> all = new ArrayList<>();
        all.add(first);
        all.addAll(others);
        return all;
    }

    /** Adds an outcome that is known, unless an earlier run has written it. */
    private void add(Outcome outcome) {
        if (number++ >= done) {
            delivery.add(outcome);
        }
    }
}
