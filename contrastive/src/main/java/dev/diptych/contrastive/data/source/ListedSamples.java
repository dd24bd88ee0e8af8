package dev.diptych.contrastive.data.source;

import dev.diptych.ingest.shard.Sample;
import dev.diptych.ingest.shard.SampleReading;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Samples held in memory, encoded: for few of them, or those of another program. */
public final class ListedSamples implements Samples {
    private final List<Sample> samples;

    /** @param samples each with an image and at least one file of captions, such as {@code txt} */
    public ListedSamples(List<Sample> samples) {
        this.samples = List.copyOf(samples);
    }

    @Override
    public int size() {
        return samples.size();
    }

    @Override
    public String key(int index) {
        return samples.get(index).key();
    }

    @Override
    public String place(int index) {
        return key(index);
    }

    @Override
    public Sample read(int index) {
        return samples.get(index);
    }

    @Override
    public Sample readTexts(int index) {
        Map<String, byte[]> texts = new LinkedHashMap<>(samples.get(index).members());
        texts.keySet().removeIf(extension -> !SampleReading.reads(extension));
        return new Sample(key(index), texts);
    }

    @Override
    public SampleStamp stamp(int index) {
        return SampleStamp.of(key(index), samples.get(index));
    }

    @Override
    public List<String> leftOut() {
        return List.of();
    }
}
