package dev.diptych.search;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row that was found.
 *
 * @param rank from 1
 * @param row its number in the index, from 0
 * @param score the cosine of the angle between its vector and the query's; 0 where there is no query
 * @param key the sample's key, or the picture's path
 * @param captions the best first
 * @param source where the picture came from, such as its URL; null where nothing says so
 * @param metadata other fields by name, a list where there are several values
 * @param thumbnail a small JPEG; null where the index has none
 */
@SuppressWarnings("ArrayRecordComponent") // bytes of a file, which nobody compares
public record Hit(
        int rank,
        int row,
        double score,
        String key,
        List<String> captions,
        @Nullable String source,
        Map<String, List<String>> metadata,
        byte @Nullable [] thumbnail) {}
