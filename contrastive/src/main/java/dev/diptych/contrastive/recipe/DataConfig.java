package dev.diptych.contrastive.recipe;

import dev.diptych.contrastive.data.CaptionDraw;
import dev.diptych.contrastive.data.source.SourceOptions;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a run trains on, and how it is read.
 *
 * @param train the sources, as {@code SampleSources} takes them
 * @param source how they are read
 * @param upsamplingFactors how many times as often as its size says a sample of each source is drawn; none: all alike
 * @param numSamples in an epoch; 0: all
 * @param workers threads that decode; 0: as many as the process may use
 * @param cache bytes for samples that are kept in memory; empty: by how much there is
 * @param maxBadSamples the share of samples that may be skipped before the run stops, 0 to 1
 * @param captions what a step sees of a sample's captions
 */
public record DataConfig(
        String train,
        SourceOptions source,
        List<Double> upsamplingFactors,
        int numSamples,
        int workers,
        OptionalLong cache,
        double maxBadSamples,
        CaptionDraw captions) {
    static final double MAX_BAD_SAMPLES = 0.1;

    public DataConfig {
        upsamplingFactors = List.copyOf(upsamplingFactors);
    }

    /** All samples of some sources, with the defaults for all else. */
    public static DataConfig of(String train, CaptionDraw captions) {
        return new DataConfig(
                train, SourceOptions.AUTO, List.of(), 0, 0, OptionalLong.empty(), MAX_BAD_SAMPLES, captions);
    }

    /** Returns the threads that decode. */
    public int threads() {
        return workers == 0 ? Runtime.getRuntime().availableProcessors() : workers;
    }
}
