package dev.diptych.contrastive.data;

import dev.diptych.image.ImageDecoder;
import dev.diptych.image.ImageException;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.shard.Sample;
import dev.diptych.ingest.shard.SampleMetadata;
import dev.diptych.ingest.shard.SampleReading;
import dev.diptych.ingest.shard.ShardList;
import dev.diptych.ingest.shard.ShardReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Image-text pairs held in memory, decoded.
 *
 * @param skipped samples left out, a line each: no image, no caption, or one that does not decode
 * @param unusable what cannot be used of the captions of the others, a line a sample
 */
public record PairSet(List<Pair> pairs, List<String> skipped, List<String> unusable) {
    public PairSet {
        unusable = List.copyOf(unusable);
        pairs = List.copyOf(pairs);
        skipped = List.copyOf(skipped);
    }

    /**
     * Reads every sample of the shards that {@code spec} names.
     *
     * @throws IngestException if a shard is missing or damaged
     * @throws IllegalArgumentException if no pair is left
     */
    public static PairSet read(String spec) {
        return read(spec, damage -> {
            throw damage;
        });
    }

    /**
     * Reads every sample of the shards that {@code spec} names, of a damaged shard those before the damage.
     *
     * @param damaged is told each damaged shard
     * @throws IngestException if a shard is missing
     * @throws IllegalArgumentException if no pair is left
     */
    public static PairSet read(String spec, Consumer<IngestException> damaged) {
        List<Path> shards = ShardList.expand(spec);
        List<Loaded> loaded = new ArrayList<>();
        for (Path shard : shards) {
            loaded.addAll(read(shard, damaged));
        }
        List<Pair> pairs = new ArrayList<>();
        List<String> skipped = new ArrayList<>();
        List<String> unusable = new ArrayList<>();
        for (Loaded sample : loaded) {
            if (sample.pair != null) {
                pairs.add(sample.pair);
                if (!sample.problem.isEmpty()) {
                    unusable.add(sample.problem);
                }
            } else {
                skipped.add(sample.problem);
            }
        }
        if (pairs.isEmpty()) {
            throw new IllegalArgumentException("read pairs: " + spec + ": no pair in " + loaded.size()
                    + " samples, expected images with captions");
        }
        return new PairSet(pairs, skipped, unusable);
    }

    private static List<Loaded> read(Path shard, Consumer<IngestException> damaged) {
        List<Sample> samples = new ArrayList<>();
        try (ShardReader reader = ShardReader.open(shard)) {
            for (Sample sample = reader.next(); sample != null; sample = reader.next()) {
                samples.add(sample);
            }
        } catch (IngestException e) {
            damaged.accept(e);
        }
        String name = shard.getFileName().toString();
        ImageDecoder decoder = new ImageDecoder();
        return samples.parallelStream()
                .map(sample -> load(name, sample, decoder))
                .toList();
    }

    private static Loaded load(String shard, Sample sample, ImageDecoder decoder) {
        String place = shard + "!" + sample.key();
        Optional<byte[]> image = sample.image();
        if (image.isEmpty()) {
            return new Loaded(null, place + ": no image");
        }
        SampleReading reading = SampleReading.of(sample);
        SampleMetadata metadata = reading.metadata();
        if (metadata.captions().isEmpty()) {
            return new Loaded(null, place + ": " + reading.noCaption());
        }
        String key = shard + "/" + sample.key();
        String concept = metadata.concept();
        try {
            return new Loaded(
                    new Pair(
                            key,
                            decoder.decode(image.get(), place).image(),
                            metadata.captions(),
                            concept == null ? key : concept),
                    reading.problems().isEmpty() ? "" : place + ": " + String.join("; ", reading.problems()));
        } catch (ImageException e) {
            return new Loaded(null, String.valueOf(e.getMessage()));
        }
    }

    private record Loaded(@Nullable Pair pair, String problem) {}
}
