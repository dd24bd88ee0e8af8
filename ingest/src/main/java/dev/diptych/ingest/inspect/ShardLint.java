package dev.diptych.ingest.inspect;

import dev.diptych.image.ImageException;
import dev.diptych.image.codec.ImageDecoder;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.duplicate.Hash128;
import dev.diptych.ingest.duplicate.HashTable;
import dev.diptych.ingest.inspect.Problem.Rule;
import dev.diptych.ingest.shard.IndexBuilder;
import dev.diptych.ingest.shard.IndexedSample;
import dev.diptych.ingest.shard.MemberName;
import dev.diptych.ingest.shard.Sample;
import dev.diptych.ingest.shard.SampleReading;
import dev.diptych.ingest.shard.ShardIndex;
import dev.diptych.ingest.shard.ShardReader;
import dev.diptych.ingest.tar.TarEntry;
import dev.diptych.ingest.tar.TarFile;
import dev.diptych.ingest.tar.TarReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Finds what is wrong with the shards of one data set, one shard after the other. */
public final class ShardLint {
    private static final int BATCH = 64;

    private final Consumer<Problem> problems;
    private final ImageDecoder decoder = new ImageDecoder();
    private final HashTable keys = new HashTable();
    private final List<Sample> batch = new ArrayList<>();
    private long samples;
    private long members;

    /**
     * @param problems is told each one
     */
    public ShardLint(Consumer<Problem> problems) {
        this.problems = problems;
    }

    /** Returns how many samples were seen. */
    public long samples() {
        return samples;
    }

    /** Returns how many members were seen. */
    public long members() {
        return members;
    }

    /** Checks the next shard. */
    public void check(Path shard) {
        IndexBuilder index = new IndexBuilder();
        try (TarReader tar = TarFile.open(shard)) {
            read(shard, tar, index);
            compare(shard, index.build(Files.size(shard)));
        } catch (IngestException e) {
            String at = e.offset() == IngestException.NO_OFFSET ? "" : "at byte " + e.offset() + ": ";
            problem(Rule.DAMAGED_SHARD, shard, "", at + e.detail());
        } catch (IOException e) {
            problem(Rule.DAMAGED_SHARD, shard, "", e + ", expected a readable file");
        } finally {
            decode(shard);
        }
    }

    private void read(Path shard, TarReader tar, IndexBuilder index) {
        Map<String, byte[]> sample = new LinkedHashMap<>();
        String key = "";
        for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
            if (!entry.type().isFile() || MemberName.isMeta(entry.name())) {
                continue;
            }
            members++;
            String name = entry.name();
            int dot = MemberName.dot(name);
            if (dot < 0) {
                problem(Rule.ORPHAN_MEMBER, shard, name, "no extension, expected KEY.jpg and the like");
                continue;
            }
            byte[] contents = tar.bytes(name, ShardReader.MAX_MEMBER);
            index.add(name, entry.offset(), contents);
            if (!name.substring(0, dot).equals(key)) {
                end(shard, key, sample);
                sample = new LinkedHashMap<>();
                key = name.substring(0, dot);
            }
            String extension = MemberName.extension(name, dot);
            if (sample.put(extension, contents) != null) {
                problem(Rule.REPEATED_MEMBER, shard, name, "the second of this name in one sample, expected one");
            }
            int last = extension.lastIndexOf('.');
            if (last >= 0 && isKnown(extension.substring(last + 1)) && !isKnown(extension.substring(0, last))) {
                problem(
                        Rule.DOTTED_KEY,
                        shard,
                        name,
                        "the key '" + key + "' and the extension '" + extension + "', expected a key without dots");
            }
        }
        end(shard, key, sample);
    }

    private void end(Path shard, String key, Map<String, byte[]> members) {
        if (members.isEmpty()) {
            return;
        }
        samples++;
        if (!keys.add(Hash128.of(key))) {
            problem(Rule.REPEATED_KEY, shard, key, "a key that was there before, expected another");
        }
        Sample sample = new Sample(key, members);
        if (sample.image().isEmpty()) {
            problem(
                    Rule.ORPHAN_MEMBER,
                    shard,
                    key,
                    String.join(", ", members.keySet()) + " without an image, expected one of this key");
        }
        SampleReading reading = SampleReading.of(sample);
        reading.badFiles().forEach(detail -> problem(Rule.BAD_METADATA, shard, key, detail));
        reading.rejected().forEach(caption -> problem(Rule.UNUSABLE_CAPTION, shard, key, SampleReading.words(caption)));
        if (reading.metadata().captions().isEmpty() && reading.problems().isEmpty()) {
            problem(Rule.MISSING_CAPTION, shard, key, "no caption in " + key + ".json or .txt, expected one");
        }
        batch.add(sample);
        if (batch.size() == BATCH) {
            decode(shard);
        }
    }

    /** Decodes the images of the batch on all cores, and tells the problems in their order. */
    private void decode(Path shard) {
        List<Optional<String>> failures = batch.parallelStream()
                .map(sample -> sample.image().flatMap(image -> Optional.ofNullable(failure(image))))
                .toList();
        for (int i = 0; i < failures.size(); i++) {
            String key = batch.get(i).key();
            failures.get(i).ifPresent(detail -> problem(Rule.UNREADABLE_IMAGE, shard, key, detail));
        }
        batch.clear();
    }

    private @Nullable String failure(byte[] image) {
        try {
            decoder.decode(image);
            return null;
        } catch (ImageException e) {
            return e.detail();
        }
    }

    private void compare(Path shard, ShardIndex actual) {
        Path file = ShardIndex.file(shard);
        if (!Files.exists(file)) {
            return;
        }
        try {
            ShardIndex stored = ShardIndex.read(shard);
            List<IndexedSample> mine = stored.samples();
            if (!mine.equals(actual.samples())) {
                int first = 0;
                while (first < Math.min(mine.size(), actual.samples().size())
                        && mine.get(first).equals(actual.samples().get(first))) {
                    first++;
                }
                problem(
                        Rule.WRONG_INDEX,
                        file,
                        "",
                        "other than the shard from sample " + first + " on; delete it to have it made again");
            }
        } catch (IngestException e) {
            problem(Rule.WRONG_INDEX, file, "", e.detail());
        }
    }

    private void problem(Rule rule, Path file, String member, String detail) {
        problems.accept(new Problem(rule, file + (member.isEmpty() ? "" : "!" + member), detail));
    }

    private static boolean isKnown(String extension) {
        return Sample.isImage(extension) || extension.equals("txt") || extension.equals("json");
    }
}
