package dev.diptych.ingest.pipeline.write;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.duplicate.Match;
import dev.diptych.ingest.duplicate.SeenImages;
import dev.diptych.ingest.manifest.Books;
import dev.diptych.ingest.manifest.DropReason;
import dev.diptych.ingest.manifest.ManifestEntry;
import dev.diptych.ingest.manifest.ManifestEntry.Twin;
import dev.diptych.ingest.manifest.ManifestJson;
import dev.diptych.ingest.manifest.Origin;
import dev.diptych.ingest.manifest.Place;
import dev.diptych.ingest.manifest.SplitBook;
import dev.diptych.ingest.output.AppendFile;
import dev.diptych.ingest.output.Journal;
import dev.diptych.ingest.output.OutputFolder;
import dev.diptych.ingest.output.RunStamp;
import dev.diptych.ingest.pipeline.config.OutputConfig;
import dev.diptych.ingest.pipeline.work.Outcome;
import dev.diptych.ingest.pipeline.work.Outcome.Dropped;
import dev.diptych.ingest.pipeline.work.Outcome.Kept;
import dev.diptych.ingest.pipeline.work.Outcome.Other;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/*
 * Everything here happens in the order of the input, on one thread. The manifest is the truth: the books, the images seen
 * and where the next sample goes all follow from its lines. So a run goes on by reading the lines up to the journal's count
 * and cutting every file back to the journal's length. Of a shard that was open then, the first samples are there, or their
 * images are worked on once more.
 */
/** Decides what is a duplicate, and writes outcomes in the order in which they come: to shards, and to the manifest. */
public final class ShardSink implements Closeable {
    static final String MANIFEST = "manifest.jsonl";
    static final String DROPPED = "dropped.jsonl";

    private final OutputFolder folder;
    private final OutputConfig config;
    private final RunStamp stamp;
    private final long base;
    private final ManifestJson json;
    private final Books books;
    private final SeenImages seen;
    private final @Nullable EvaluationSet evaluation;
    private final Shards shards;
    private final OpenSamples open;
    private final AppendFile manifest;
    private final AppendFile dropped;
    private final LeftOutLog leftOut;

    /**
     * @param journal how far an earlier run is
     * @param evaluation images to be left out; null for none
     * @param shards takes those that are not
     */
    public ShardSink(
            OutputFolder folder,
            OutputConfig config,
            Journal journal,
            @Nullable EvaluationSet evaluation,
            Shards shards) {
        this.folder = folder;
        this.config = config;
        this.stamp = journal.run();
        this.base = journal.base();
        this.json = new ManifestJson(config.splitNames());
        this.books = new Books(config.splits().parts().size(), config.samplesPerShard());
        this.seen = new SeenImages(config.dedup(), config.dedupThreshold());
        this.evaluation = evaluation;
        this.shards = shards;
        this.open = new OpenSamples(config.splits().parts().size());
        replay(journal);
        this.manifest = AppendFile.open(folder, MANIFEST, journal.lengths().getOrDefault(MANIFEST, 0L));
        this.dropped = AppendFile.open(folder, DROPPED, journal.lengths().getOrDefault(DROPPED, 0L));
        this.leftOut = new LeftOutLog(
                folder, config.image().maxPixels(), journal.lengths().getOrDefault(LeftOutLog.NAME, 0L));
        for (int i = 0; i < config.splits().parts().size(); i++) {
            if (!shards.resume(books.splits().get(i).next(), journal.lengths())) {
                open.want(i);
            }
        }
    }

    /** Returns the numbers of outcomes, counted from the beginning of this run, which are in the manifest but are wanted again. */
    public Set<Long> again() {
        return open.wanted();
    }

    public void accept(Outcome outcome) {
        try {
            Place place = open.next();
            if (place != null) {
                addAgain(place, outcome);
            } else if (outcome instanceof Kept kept) {
                accept(kept);
            } else if (outcome instanceof Dropped drop) {
                leftOut.add(drop);
                write(new ManifestEntry.Dropped(
                        origin(drop), split(drop.origin()), drop.reason(), drop.detail(), null));
            } else if (outcome instanceof Other other) {
                write(new ManifestEntry.Other(origin(other), other.role()));
            }
        } catch (IOException e) {
            throw OutputFolder.unwritable(folder.file(""), e);
        }
    }

    /** Returns the sums so far. */
    public Books books() {
        return books;
    }

    /** Ends every open shard and hands everything to the disk. */
    public void endShards() {
        try {
            for (int i = 0; i < books.splits().size(); i++) {
                endShard(i);
            }
            shards.await();
            manifest.sync();
            dropped.sync();
        } catch (IOException e) {
            throw OutputFolder.unwritable(folder.file(""), e);
        }
    }

    /** Returns what the report shows of what is left out. */
    public LeftOutLog leftOut() {
        return leftOut;
    }

    /** Closes what is open; what is not whole stays where a later run finds it. */
    @Override
    public void close() throws IOException {
        try (AppendFile first = manifest;
                AppendFile second = dropped;
                LeftOutLog third = leftOut) {
            shards.close();
        }
    }

    /** Adds a sample that the manifest has already, and the open shard of an earlier run had. */
    private void addAgain(Place place, Outcome outcome) throws IOException {
        if (!(outcome instanceof Kept kept)) {
            throw new IngestException(
                    Reason.UNREADABLE,
                    outcome.origin().where(),
                    "left out, expected the image that the run kept before it was interrupted; overwrite it");
        }
        shards.add(place, kept);
    }

    private void accept(Kept kept) throws IOException {
        int split = split(kept.origin());
        Optional<Twin> evaluated = evaluation == null ? Optional.empty() : evaluation.find(kept.fingerprint());
        if (evaluated.isPresent() && evaluation != null) {
            DropReason reason = DropReason.IN_EVALUATION_SET;
            Twin twin = evaluated.get();
            if (leftOut.wantsPair(reason)) {
                byte[] twinImage = evaluation.file(kept.fingerprint());
                leftOut.addPair(
                        reason, kept.origin().where(), kept.image().bytes(), twin.where(), twinImage, twin.distance());
            }
            write(new ManifestEntry.Dropped(
                    origin(kept), split, reason, "stands in the evaluation set as " + twin.where(), twin));
            return;
        }
        Optional<Match> match = seen.find(kept.fingerprint());
        if (match.isPresent()) {
            duplicate(kept, split, match.get());
            return;
        }
        Place place = books.splits().get(split).next();
        List<String> captions = kept.said().captions();
        shards.add(place, kept);
        seen.add(kept.fingerprint(), place.packed());
        write(new ManifestEntry.Kept(
                origin(kept),
                kept.origin().concept(),
                place,
                kept.format(),
                kept.width(),
                kept.height(),
                kept.originalWidth(),
                kept.originalHeight(),
                captions.size(),
                captions.get(0).codePointCount(0, captions.get(0).length()),
                kept.fingerprint(),
                kept.decodePsnr()));
        if (books.splits().get(split).isShardFull()) {
            endShard(split);
            checkpoint();
        }
    }

    private void duplicate(Kept kept, int split, Match match) throws IOException {
        DropReason reason = match.exact() ? DropReason.DUPLICATE_IMAGE : DropReason.NEAR_DUPLICATE_IMAGE;
        Place place = Place.unpacked(match.place());
        String subfolder = config.subfolder(place.split());
        String where = (subfolder.isEmpty() ? "" : subfolder + "/") + place.shardName() + "!" + place.key();
        if (leftOut.wantsPair(reason)) {
            leftOut.addPair(reason, kept.origin().where(), kept.image().bytes(), where, place, match.distance());
        }
        String detail = match.exact()
                ? "the same file as " + where
                : "looks like " + where + ", " + match.distance() + " of 64 bits differ";
        write(new ManifestEntry.Dropped(origin(kept), split, reason, detail, new Twin(where, match.distance())));
    }

    private void write(ManifestEntry entry) throws IOException {
        manifest.write(json.line(entry));
        if (entry instanceof ManifestEntry.Dropped drop) {
            dropped.write(line(drop));
        }
        books.add(entry);
    }

    private void endShard(int split) throws IOException {
        SplitBook book = books.splits().get(split);
        shards.publish(split, pretty(book.shardTally().json()));
        book.endShard();
    }

    /** Notes how far the run is. */
    private void checkpoint() throws IOException {
        Map<String, Long> lengths = new HashMap<>();
        shards.sync(lengths);
        manifest.sync();
        dropped.sync();
        lengths.put(MANIFEST, manifest.length());
        lengths.put(DROPPED, dropped.length());
        lengths.put(LeftOutLog.NAME, leftOut.sync());
        Journal journal = new Journal(stamp, base, books.entries(), lengths);
        shards.whenPublished(() -> journal.write(folder));
    }

    private void replay(Journal journal) {
        if (journal.entries() == 0) {
            return;
        }
        try (BufferedReader lines = Files.newBufferedReader(folder.unfinished(MANIFEST))) {
            for (long i = 0; i < journal.entries(); i++) {
                if (i == base) {
                    endShardsOfBefore();
                }
                String line = lines.readLine();
                if (line == null) {
                    throw new IOException("only " + i + " lines in " + MANIFEST + ", expected " + journal.entries());
                }
                replay(json.parse(line), i - base);
            }
            if (journal.entries() == base) {
                endShardsOfBefore();
            }
        } catch (IOException e) {
            throw OutputFolder.unwritable(folder.unfinished(MANIFEST), e);
        }
    }

    private void endShardsOfBefore() {
        books.splits().forEach(SplitBook::endShard);
        open.endShards();
    }

    private void replay(ManifestEntry entry, long number) {
        books.add(entry);
        if (entry instanceof ManifestEntry.Kept kept) {
            seen.add(kept.fingerprint(), kept.place().packed());
            SplitBook book = books.splits().get(kept.place().split());
            open.add(number, kept.place());
            if (book.isShardFull()) {
                book.endShard();
                open.endShard(kept.place().split());
            }
        }
    }

    private int split(Outcome.Origin origin) {
        return config.splits().of(origin.splitValue());
    }

    private static Origin origin(Outcome outcome) {
        return new Origin(
                outcome.origin().archive(),
                outcome.origin().member(),
                outcome.origin().key(),
                outcome.origin().score());
    }

    private static byte[] line(ManifestEntry.Dropped drop) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("reason", drop.reason().code());
        json.put("source_archive", drop.origin().archive());
        json.put(
                "source_member",
                drop.origin().member().isEmpty() ? null : drop.origin().member());
        json.put("key", drop.origin().key());
        json.put("error_message", drop.detail());
        return (json + "\n").getBytes(StandardCharsets.UTF_8);
    }

    static byte[] pretty(ObjectNode json) {
        return (json.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
