package dev.diptych.ingest.pipeline.write;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.ingest.manifest.Books;
import dev.diptych.ingest.manifest.ManifestEntry;
import dev.diptych.ingest.manifest.ManifestJson;
import dev.diptych.ingest.manifest.Place;
import dev.diptych.ingest.manifest.SplitBook;
import dev.diptych.ingest.output.Journal;
import dev.diptych.ingest.output.OutputFolder;
import dev.diptych.ingest.output.RunRecord;
import dev.diptych.ingest.output.StoredSamples;
import dev.diptych.ingest.pipeline.config.OutputConfig;
import dev.diptych.ingest.report.HtmlReport;
import dev.diptych.ingest.report.ReportData;
import dev.diptych.ingest.report.SampleCard;
import dev.diptych.ingest.report.Thumbnail;
import dev.diptych.ingest.score.ScoreCut;
import dev.diptych.ingest.shard.Sample;
import dev.diptych.ingest.shard.SampleMetadata;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What is written when all shards are: sums, the report, the record of the run; then the manifest gets its final name. */
public final class RunEnd {
    private static final int SAMPLES = 60;

    private final OutputFolder folder;
    private final OutputConfig config;

    public RunEnd(OutputFolder folder, OutputConfig config) {
        this.folder = folder;
        this.config = config;
    }

    /**
     * Writes everything. Up to the record a later run does it again; from there on it only has to move two files.
     *
     * @param cut what was kept by scores; null where that was not asked for
     */
    public void writeAll(Books books, LeftOutLog leftOut, @Nullable ScoreCut cut, RunRecord record) throws IOException {
        List<String> subfolders = IntStream.range(0, books.splits().size())
                .mapToObj(split -> config.subfolder(split))
                .toList();
        StoredSamples stored = new StoredSamples(folder, config.format(), subfolders);
        ReportData data = new ReportData(
                name(books),
                books,
                config.splitNames(),
                leftOut.refused(),
                leftOut.pairs(stored),
                cut,
                samples(books, stored));
        folder.write("report.html", HtmlReport.render(data).getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < subfolders.size() && subfolders.size() > 1; i++) {
            SplitBook split = books.splits().get(i);
            if (split.shards() > 0) {
                ObjectNode stats = split.total().json();
                stats.put("split", config.splitNames().get(i));
                stats.put("shards", split.shards());
                folder.write(subfolders.get(i) + "/stats.json", ShardSink.pretty(stats));
            }
        }
        folder.write("stats.json", ShardSink.pretty(stats(books)));
        if (!record.equals(RunRecord.NONE)) {
            folder.write(OutputFolder.RECORD, record.encoded());
        }
        folder.publish(ShardSink.DROPPED);
        folder.publish(ShardSink.MANIFEST);
        if (record.equals(RunRecord.NONE)) {
            Journal.delete(folder);
        } else {
            folder.finish();
        }
    }

    /** Returns the account of a run. */
    public static IngestReport report(Books books) {
        return new IngestReport(
                books.members(),
                books.total().images(),
                books.total().kept(),
                books.captions(),
                books.concepts(),
                books.shards(),
                books.total().dropped());
    }

    /** Returns the account of a run that was finished before, out of its manifest. */
    public IngestReport reportOfFinished() {
        Books books = new Books(config.splits().parts().size(), config.samplesPerShard());
        ManifestJson json = new ManifestJson(config.splitNames());
        try (BufferedReader lines = Files.newBufferedReader(folder.file(ShardSink.MANIFEST))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                ManifestEntry entry = json.parse(line);
                books.add(entry);
                if (entry instanceof ManifestEntry.Kept kept
                        && books.splits().get(kept.place().split()).isShardFull()) {
                    books.splits().get(kept.place().split()).endShard();
                }
            }
        } catch (IOException e) {
            throw OutputFolder.unwritable(folder.file(ShardSink.MANIFEST), e);
        }
        return report(books);
    }

    private static String name(Books books) {
        Set<String> archives = books.archives().keySet();
        String first = archives.stream().findFirst().orElse("nothing");
        return archives.size() < 2 ? first : first + " and " + (archives.size() - 1) + " more";
    }

    private ObjectNode stats(Books books) {
        ObjectNode stats = books.total().json();
        stats.put("split", String.join(",", config.splitNames()));
        stats.put("shards", books.shards());
        stats.put("members", books.members());
        stats.put("captions", books.captions());
        stats.put("concepts", books.concepts());
        if (books.compared() > 0) {
            stats.put("decode_compared", books.compared());
            stats.put("decode_psnr", books.decodePsnr());
        }
        return stats;
    }

    /** Some samples of each split, as many as its share of all asks for, spread evenly over its shards. */
    private List<SampleCard> samples(Books books, StoredSamples stored) {
        List<Place> places = new ArrayList<>();
        for (int split = 0; split < books.splits().size(); split++) {
            SplitBook book = books.splits().get(split);
            long kept = book.total().kept();
            long wanted = Math.min(
                    kept, Math.max(1, SAMPLES * kept / Math.max(1, books.total().kept())));
            for (long i = 0; i < wanted && kept > 0; i++) {
                places.add(book.place(kept * i / wanted));
            }
        }
        List<Sample> samples = places.stream().map(stored::read).toList();
        return IntStream.range(0, places.size())
                .parallel()
                .mapToObj(i -> card(samples.get(i), places.get(i)))
                .toList();
    }

    private SampleCard card(Sample sample, Place place) {
        String subfolder = config.subfolder(place.split());
        return new SampleCard(
                Thumbnail.dataUri(sample.image().orElseThrow()),
                SampleMetadata.of(sample).captions(),
                (subfolder.isEmpty() ? "" : subfolder + "/") + place.shardName() + "!" + place.key());
    }
}
