package dev.diptych.eval.suite;

import dev.diptych.eval.interval.Bootstrap;
import dev.diptych.eval.interval.PairedDifference;
import dev.diptych.eval.interval.Statistic;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What came of each item of a set: enough to compute its scores again, and to compare them with another model's. */
public sealed interface Outcomes permits ImageClasses, PairRanks {
    /** How many images. */
    int images();

    /** The scores, by drawn images. */
    Map<String, Statistic> statistics();

    /** Whether the other's items are the same, with the same right answers. */
    boolean isOfSameItems(Outcomes other);

    /**
     * How far one model is ahead of another in each score, images being drawn.
     *
     * @return nothing where their items are not the same
     */
    static Optional<Map<String, PairedDifference>> compare(Outcomes first, Outcomes second, Bootstrap bootstrap) {
        if (!first.isOfSameItems(second)) {
            return Optional.empty();
        }
        Map<String, Statistic> others = second.statistics();
        Map<String, PairedDifference> differences = new LinkedHashMap<>();
        first.statistics()
                .forEach((name, statistic) -> differences.put(
                        name,
                        bootstrap.difference(statistic, Objects.requireNonNull(others.get(name)), first.images())));
        return Optional.of(differences);
    }
}
