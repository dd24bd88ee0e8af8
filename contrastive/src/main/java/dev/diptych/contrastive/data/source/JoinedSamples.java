package dev.diptych.contrastive.data.source;

import dev.diptych.ingest.shard.Sample;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;

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
        return of(index, Samples::key);
    }

    @Override
    public String place(int index) {
        return of(index, Samples::place);
    }

    @Override
    public Sample read(int index) {
        return of(index, Samples::read);
    }

    @Override
    public Sample readTexts(int index) {
        return of(index, Samples::readTexts);
    }

    @Override
    public void readTexts(int first, int end, Consumer<Sample> taker) {
        for (int source = 0, start = 0; source < ends.length; start = ends[source++]) {
            int from = Math.max(first, start);
            int to = Math.min(end, ends[source]);
            if (from < to) {
                sources.get(source).readTexts(from - start, to - start, taker);
            }
        }
    }

    @Override
    public SampleStamp stamp(int index) {
        return of(index, Samples::stamp);
    }

    @Override
    public List<String> leftOut() {
        return sources.stream().flatMap(source -> source.leftOut().stream()).toList();
    }

    @Override
    public void close() {
        sources.forEach(Samples::close);
    }

    private static int[] ends(int[] sizes) {
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

    /** What the source that an index is in says of it. */
    private <T> T of(int index, BiFunction<Samples, Integer, T> question) {
        int found = Arrays.binarySearch(ends, index + 1);
        int source = found < 0 ? -found - 1 : found;
        while (source > 0 && ends[source - 1] == ends[source]) {
            source--; // an empty source ends where the one before it does
        }
        return question.apply(sources.get(source), index - (source == 0 ? 0 : ends[source - 1]));
    }
}
