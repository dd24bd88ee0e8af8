package dev.diptych.ingest.report;

import dev.diptych.ingest.manifest.Books;
import dev.diptych.ingest.score.ScoreCut;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that the report shows.
 *
 * @param name of the data set
 * @param books the sums
 * @param splits the splits' names, by their index
 * @param leftOut some images that are left out for other reasons, in the order in which they were found
 * @param pairs duplicates, in the order in which they were found
 * @param cut what was kept by scores; null where that was not asked for
 * @param samples some kept images, spread over the shards
 */
public record ReportData(
        String name,
        Books books,
        List<String> splits,
        List<LeftOut> leftOut,
        List<DuplicatePair> pairs,
        @Nullable ScoreCut cut,
        List<SampleCard> samples) {
    public ReportData {
        splits = List.copyOf(splits);
        leftOut = List.copyOf(leftOut);
        pairs = List.copyOf(pairs);
        samples = List.copyOf(samples);
    }
}
