package dev.diptych.contrastive.data.source;

import dev.diptych.ingest.shard.Sample;
import java.util.Arrays;
import java.util.List;

/** The samples of several sources, one source's behind the other's. */
public final class JoinedSamples implements Samples {
    private final List<Samples> sources;
    private final int[] ends; // how many samples there are up to the end of each source

    /**
     * @param sources closed with this
     * @throws IllegalArgumentException if there are over 2^31 - 1 samples
     */
    public JoinedSamples(List<Samples> sources) {
        this.sources = List.copyOf(sources);
        this.ends = ends(sources.stream().mapToInt(Samples::size).toArray());
    }

    /** Returns the sources, in their order. */
    public List<Samples> sources() {
        return sources;
    }

    @Override
    public List<Integer> sourceSizes() {
        return sources.stream().map(Samples::size).toList();
    }

    @Override
    public int size() {
        return ends.length == 0 ? 0 : ends[ends.length - 1];
    }

    @Override
    public String key(int index) {
        int source = part(ends, index);
        return sources.get(source).key(inPart(ends, source, index));
    }

    @Override
    public String place(int index) {
        int source = part(ends, index);
        return sources.get(source).place(inPart(ends, source, index));
    }

    @Override
    public Sample read(int index) {
        int source = part(ends, index);
        return sources.get(source).read(inPart(ends, source, index));
    }

    @Override
    public Sample readTexts(int index) {
        int source = part(ends, index);
        return sources.get(source).readTexts(inPart(ends, source, index));
    }

    @Override
    public SampleStamp stamp(int index) {
        int source = part(ends, index);
        return sources.get(source).stamp(inPart(ends, source, index));
    }

    @Override
    public List<String> leftOut() {
        return sources.stream().flatMap(source -> source.leftOut().stream()).toList();
    }

    @Override
    public void close() {
        sources.forEach(Samples::close);
    }

    /** Where each of some parts ends. */
    static int[] ends(int[] sizes) {
        int[] ends = new int[sizes.length];
        long end = 0;
        for (int i = 0; i < sizes.length; i++) {
            end += sizes[i];
            if (end > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        "read samples: over " + Integer.MAX_VALUE + " samples, expected at most that");
            }
            ends[i] = (int) end;
        }
        return ends;
    }

    /** The part that an index is in. */
    static int part(int[] ends, int index) {
        int found = Arrays.binarySearch(ends, index + 1);
        int part = found < 0 ? -found - 1 : found;
        while (part > 0 && ends[part - 1] == ends[part]) {
            part--; // an empty part ends where the one before it does
        }
        return part;
    }

    static int inPart(int[] ends, int part, int index) {
        return index - (part == 0 ? 0 : ends[part - 1]);
    }
}
