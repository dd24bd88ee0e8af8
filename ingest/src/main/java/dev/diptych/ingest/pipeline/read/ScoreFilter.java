package dev.diptych.ingest.pipeline.read;

import static dev.diptych.ingest.archive.MemberName.plain;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.archive.FolderListing;
import dev.diptych.ingest.pipeline.config.FolderListings;
import dev.diptych.ingest.pipeline.config.IngestConfig;
import dev.diptych.ingest.pipeline.config.SourceConfig;
import dev.diptych.ingest.score.KeepScore;
import dev.diptych.ingest.score.ScoreCut;
import dev.diptych.ingest.score.ScoreFile;
import dev.diptych.ingest.score.ScoreFiles;
import dev.diptych.ingest.shard.MemberName;
import dev.diptych.ingest.tar.TarFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the scores of images in scored shards. The scores of one shard are in memory at a time. */
public final class ScoreFilter {
    private final KeepScore keep;
    private final ScoreCut cut;

    /** The shards of each source by what the names of their members begin with: nothing, or their own name in a folder. */
    private final Map<SourceConfig, Map<String, Path>> shards;

    private final Map<String, Float> scores = new HashMap<>(); // of the shard at hand, by key
    private @Nullable Path atHand;

    private ScoreFilter(KeepScore keep, ScoreCut cut, Map<SourceConfig, Map<String, Path>> shards) {
        this.keep = keep;
        this.cut = cut;
        this.shards = shards;
    }

    /**
     * Reads all scores of a run, if it filters by them.
     *
     * @throws IngestException if a source is neither a shard nor a folder with some, or a shard has no score file
     */
    public static @Nullable ScoreFilter of(IngestConfig config, FolderListings folders) {
        KeepScore keep = config.keepScore();
        if (keep == null) {
            return null;
        }
        Map<SourceConfig, Map<String, Path>> shards = new LinkedHashMap<>();
        config.sources().forEach(source -> shards.put(source, shards(source, folders)));
        ScoreFiles files = new ScoreFiles(
                shards.values().stream().flatMap(of -> of.values().stream()).toList(), keep);
        return new ScoreFilter(keep, ScoreCut.of(files, files.ranks()), shards);
    }

    private static Map<String, Path> shards(SourceConfig source, FolderListings folders) {
        Path archive = source.archive();
        Map<String, Path> shards = new LinkedHashMap<>();
        if (source.rows() == null && Files.isDirectory(archive)) {
            FolderListing listing = folders.of(archive);
            for (FolderListing.Listed file : listing.files()) {
                if (file.problem() == null && TarFile.isNamed(file.name())) {
                    shards.put(file.name() + "/", archive.resolve(file.name()));
                }
            }
        } else if (source.rows() == null && TarFile.isNamed(archive.toString())) {
            shards.put("", archive);
        }
        if (shards.isEmpty()) {
            throw new IngestException(
                    Reason.EMPTY,
                    archive.toString(),
                    "no shard, expected shards with their scores, as keep_score asks");
        }
        return shards;
    }

    /** Returns what is kept of all. */
    public ScoreCut cut() {
        return cut;
    }

    /** Returns the score of a source's image, or NaN where it has none. */
    float score(SourceConfig source, String member) {
        Map<String, Path> of = shards.getOrDefault(source, Map.of());
        int start = 0;
        Path shard = of.get("");
        while (shard == null && member.indexOf('/', start) >= 0) {
            start = member.indexOf('/', start) + 1;
            shard = of.get(member.substring(0, start));
        }
        String name = member.substring(start);
        int dot = MemberName.dot(name);
        return shard == null || dot < 0 ? Float.NaN : scores(shard).getOrDefault(name.substring(0, dot), Float.NaN);
    }

    private Map<String, Float> scores(Path shard) {
        if (!shard.equals(atHand)) {
            scores.clear();
            ScoreFile.read(keep.file(shard), keep.column(), sample -> scores.put(plain(sample.key()), sample.score()));
            atHand = shard;
        }
        return scores;
    }
}
