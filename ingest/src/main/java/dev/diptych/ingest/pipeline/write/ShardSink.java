package dev.diptych.ingest.pipeline.write;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import dev.diptych.ingest.output.Part;
import dev.diptych.ingest.output.RunStamp;
import dev.diptych.ingest.output.ShardSeries;
import dev.diptych.ingest.pipeline.config.OutputConfig;
import dev.diptych.ingest.pipeline.work.Outcome;
import dev.diptych.ingest.pipeline.work.Outcome.Dropped;
import dev.diptych.ingest.pipeline.work.Outcome.Kept;
import dev.diptych.ingest.pipeline.work.Outcome.Other;
import dev.diptych.ingest.shard.SampleMetadata;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/*
 * Everything here happens in the order of the input, on one thread. The manifest is the truth: the books, the images seen
 * and where the next sample goes all follow from its lines. So a run goes on by reading the lines up to the journal's count
 * and cutting every file back to the journal's length.
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
    private final List<ShardSeries> series = new ArrayList<>();
    private final AppendFile manifest;
    private final AppendFile dropped;
    private final LeftOutLog leftOut;

    /**
     * @param journal how far an earlier run is
     * @param evaluation images to be left out; null for none
     */
    public ShardSink(OutputFolder folder, OutputConfig config, Journal journal, @Nullable EvaluationSet evaluation) {
        this.folder = folder;
        this.config = config;
        this.stamp = journal.run();
        this.base = journal.base();
        this.json = new ManifestJson(config.splitNames());
        this.books = new Books(config.splits().parts().size(), config.samplesPerShard());
        this.seen = new SeenImages(config.dedup(), config.dedupThreshold());
        this.evaluation = evaluation;
        replay(journal);
        this.manifest = AppendFile.open(folder, MANIFEST, journal.lengths().getOrDefault(MANIFEST, 0L));
        this.dropped = AppendFile.open(folder, DROPPED, journal.lengths().getOrDefault(DROPPED, 0L));
        this.leftOut = new LeftOutLog(
                folder, config.image().maxPixels(), journal.lengths().getOrDefault(LeftOutLog.NAME, 0L));
        for (int i = 0; i < config.splits().parts().size(); i++) {
            ShardSeries shards = new ShardSeries(folder, subfolder(config, i), config.format());
            shards.resume(books.splits().get(i).next(), journal.lengths());
            series.add(shards);
        }
    }

    /** Returns the folder of a split; empty where there is one split, which has none of its own. */
    static String subfolder(OutputConfig config, int split) {
        return config.splits().isSingle() ? "" : config.splitNames().get(split);
    }

    public void accept(Outcome outcome) {
        try {
            if (outcome instanceof Kept kept) {
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
            for (int i = 0; i < series.size(); i++) {
                endShard(i);
            }
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
            for (ShardSeries shards : series) {
                shards.close();
            }
        }
    }

    private void accept(Kept kept) throws IOException {
        int split = split(kept.origin());
        Optional<Twin> evaluated = evaluation == null ? Optional.empty() : evaluation.find(kept.fingerprint());
        if (evaluated.isPresent() && evaluation != null) {
            DropReason reason = DropReason.IN_EVALUATION_SET;
            Twin twin = evaluated.get();
            if (leftOut.wantsPair(reason)) {
                byte[] twinImage = evaluation.file(kept.fingerprint());
                leftOut.addPair(reason, kept.origin().where(), kept.image(), twin.where(), twinImage, twin.distance());
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
        series.get(split).add(place, parts(kept, place));
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
        String subfolder = subfolder(config, place.split());
        String where = (subfolder.isEmpty() ? "" : subfolder + "/") + place.shardName() + "!" + place.key();
        if (leftOut.wantsPair(reason)) {
            leftOut.addPair(reason, kept.origin().where(), kept.image(), where, place, match.distance());
        }
        String detail = match.exact()
                ? "the same file as " + where
                : "looks like " + where + ", " + match.distance() + " of 64 bits differ";
        write(new ManifestEntry.Dropped(origin(kept), split, reason, detail, new Twin(where, match.distance())));
    }

    private static List<Part> parts(Kept kept, Place place) {
        SampleMetadata metadata = new SampleMetadata(
                place.key(),
                kept.said().captions(),
                kept.origin().concept(),
                kept.width(),
                kept.height(),
                kept.originalWidth(),
                kept.originalHeight(),
                kept.hash(),
                kept.origin().archive(),
                kept.origin().member(),
                kept.said().licence());
        SampleMetadata earlier = kept.said().earlier();
        if (earlier != null) {
            metadata = metadata.after(earlier);
        }
        return List.of(
                new Part(kept.extension(), kept.image()),
                new Part("txt", metadata.caption().getBytes(StandardCharsets.UTF_8)),
                new Part("json", metadata.toJson()));
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
        series.get(split).publish(pretty(book.shardTally().json()));
        book.endShard();
    }

    /** Notes how far the run is. */
    private void checkpoint() throws IOException {
        Map<String, Long> lengths = new HashMap<>();
        for (ShardSeries shards : series) {
            shards.sync(lengths);
        }
        manifest.sync();
        dropped.sync();
        lengths.put(MANIFEST, manifest.length());
        lengths.put(DROPPED, dropped.length());
        lengths.put(LeftOutLog.NAME, leftOut.sync());
        new Journal(stamp, base, books.entries(), lengths).write(folder);
    }

    private void replay(Journal journal) {
        if (journal.entries() == 0) {
            return;
        }
        try (BufferedReader lines = Files.newBufferedReader(folder.unfinished(MANIFEST))) {
            for (long i = 0; i < journal.entries(); i++) {
                if (i == base) {
                    books.splits().forEach(SplitBook::endShard);
                }
                String line = lines.readLine();
                if (line == null) {
                    throw new IOException("only " + i + " lines in " + MANIFEST + ", expected " + journal.entries());
                }
                replay(json.parse(line));
            }
            if (journal.entries() == base) {
                books.splits().forEach(SplitBook::endShard);
            }
        } catch (IOException e) {
            throw OutputFolder.unwritable(folder.unfinished(MANIFEST), e);
        }
    }

    private void replay(ManifestEntry entry) {
        books.add(entry);
        if (entry instanceof ManifestEntry.Kept kept) {
            seen.add(kept.fingerprint(), kept.place().packed());
            SplitBook book = books.splits().get(kept.place().split());
            if (book.isShardFull()) {
                book.endShard();
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
