package dev.diptych.ingest.manifest;

import dev.diptych.ingest.duplicate.Hash128;
import dev.diptych.ingest.duplicate.HashTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All that is summed up of a manifest. The same entries in the same order give the same books, read or written. */
public final class Books {
    private final Tally total = new Tally();
    private final List<SplitBook> splits = new ArrayList<>();
    private final Map<String, Long> formats = new TreeMap<>();
    private final Map<String, Tally> archives = new TreeMap<>();
    private final HashTable concepts = new HashTable();
    private final Histogram shorterSide = new Histogram(16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192);
    private final Histogram aspectRatio = new Histogram(0.25, 0.5, 0.67, 0.8, 0.95, 1.05, 1.25, 1.5, 2, 4);
    private final Histogram captionLength = new Histogram(5, 10, 20, 40, 60, 80, 120, 160, 240, 320, 640);
    private final Histogram captionCount = new Histogram(2, 3, 4, 5, 6, 8, 12, 16, 24, 32);
    private final Histogram score = new Histogram(
            -0.2, -0.15, -0.1, -0.05, 0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7,
            0.75, 0.8, 0.85, 0.9, 0.95);
    private long entries;
    private long members;
    private long captions;
    private long compared;
    private double decibels;

    /**
     * @param splits how many there are
     */
    public Books(int splits, int samplesPerShard) {
        for (int i = 0; i < splits; i++) {
            this.splits.add(new SplitBook(i, samplesPerShard));
        }
    }

    /** Adds the manifest's next entry. */
    public void add(ManifestEntry entry) {
        entries++;
        members += isMember(entry) ? 1 : 0;
        total.add(entry);
        if (entry instanceof ManifestEntry.Other) {
            return;
        }
        if (entry.origin().isScored()) {
            score.add(entry.origin().score());
        }
        archives.computeIfAbsent(entry.origin().archive(), name -> new Tally()).add(entry);
        if (entry instanceof ManifestEntry.Dropped dropped) {
            splits.get(dropped.split()).add(entry);
        } else if (entry instanceof ManifestEntry.Kept kept) {
            splits.get(kept.place().split()).add(entry);
            formats.merge(kept.format(), 1L, Long::sum);
            concepts.add(Hash128.of(kept.concept()));
            captions += kept.captions();
            shorterSide.add(Math.min(kept.originalWidth(), kept.originalHeight()));
            aspectRatio.add((double) kept.originalWidth() / kept.originalHeight());
            captionLength.add(kept.captionLength());
            captionCount.add(kept.captions());
            if (kept.isCompared()) {
                compared++;
                decibels += kept.decodePsnr();
            }
        }
    }

    private static boolean isMember(ManifestEntry entry) {
        return !(entry instanceof ManifestEntry.Dropped dropped)
                || (dropped.reason().isMember() && !dropped.origin().member().isEmpty());
    }

    /** Returns how many entries there are. */
    public long entries() {
        return entries;
    }

    /** Returns how many of them are members of the input. */
    public long members() {
        return members;
    }

    /** Returns the counts of all of them. */
    public Tally total() {
        return total;
    }

    /** Returns the captions of the kept images. */
    public long captions() {
        return captions;
    }

    /** Returns how many different things the kept images show. */
    public long concepts() {
        return concepts.size();
    }

    /** Returns how many kept images were decoded both ways, exactly and smaller. */
    public long compared() {
        return compared;
    }

    /** Returns the mean PSNR of those to the exact image, in dB; NaN where there are none. */
    public double decodePsnr() {
        return compared == 0 ? Double.NaN : decibels / compared;
    }

    /** Returns the splits, by their index. */
    public List<SplitBook> splits() {
        return Collections.unmodifiableList(splits);
    }

    /** Returns how many shards there are. */
    public int shards() {
        return splits.stream().mapToInt(SplitBook::shards).sum();
    }

    /** Returns the kept images by the format of the file that was read. */
    public Map<String, Long> formats() {
        return Collections.unmodifiableMap(formats);
    }

    /** Returns the counts by archive. */
    public Map<String, Tally> archives() {
        return Collections.unmodifiableMap(archives);
    }

    /** Returns the shorter side of the kept images' files, in pixels. */
    public Histogram shorterSide() {
        return shorterSide;
    }

    /** Returns the width of the kept images' files over their height. */
    public Histogram aspectRatio() {
        return aspectRatio;
    }

    /** Returns the characters of the first caption. */
    public Histogram captionLength() {
        return captionLength;
    }

    /** Returns the captions for each kept image. */
    public Histogram captionCount() {
        return captionCount;
    }

    /** Returns the scores of all images that have one, kept or not. */
    public Histogram score() {
        return score;
    }
}
