package dev.diptych.ingest.pipeline.write;

import dev.diptych.ingest.manifest.Place;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The samples of each split's open shard as the manifest has them, by the numbers of their outcomes; some are wanted again. */
final class OpenSamples {
    private final List<Map<Long, Place>> bySplit = new ArrayList<>();
    private final SortedMap<Long, Place> wanted = new TreeMap<>();
    private @Nullable Iterator<Place> next;

    OpenSamples(int splits) {
        for (int i = 0; i < splits; i++) {
            bySplit.add(new LinkedHashMap<>());
        }
    }

    void add(long number, Place place) {
        bySplit.get(place.split()).put(number, place);
    }

    void endShard(int split) {
        bySplit.get(split).clear();
    }

    void endShards() {
        bySplit.forEach(Map::clear);
    }

    /** Says that a split's open shard is not there, so that its samples are worked on again. */
    void want(int split) {
        wanted.putAll(bySplit.get(split));
    }

    /** Returns the numbers of all that are wanted. */
    Set<Long> wanted() {
        return wanted.keySet();
    }

    /** Returns the place of the next that is wanted; null after the last. */
    @Nullable
    Place next() {
        Iterator<Place> places = next == null ? wanted.values().iterator() : next;
        next = places;
        return places.hasNext() ? places.next() : null;
    }
}
