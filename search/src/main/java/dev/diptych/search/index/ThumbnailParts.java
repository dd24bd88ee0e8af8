package dev.diptych.search.index;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/**
 * How the rows are spread over the files of thumbnails.
 *
 * @param side pixels of the longer side, at most
 * @param rows of each file, in their order
 */
public record ThumbnailParts(int side, List<Integer> rows) {
    public ThumbnailParts {
        rows = List.copyOf(rows);
    }

    static ThumbnailParts of(Path file, JsonNode json, int count) {
        List<Integer> rows = StreamSupport.stream(json.path("rows").spliterator(), false)
                .map(JsonNode::asInt)
                .toList();
        long all = rows.stream().mapToLong(Integer::longValue).sum();
        if (all != count || rows.stream().anyMatch(each -> each < 0)) {
            throw Manifest.damaged(file, all + " thumbnails, expected " + count);
        }
        return new ThumbnailParts(json.path("side").asInt(), rows);
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("side", side);
        rows.forEach(json.putArray("rows")::add);
        return json;
    }

    /** The first row of each file. */
    int[] starts() {
        int[] starts = new int[rows.size()];
        for (int i = 1; i < starts.length; i++) {
            starts[i] = starts[i - 1] + rows.get(i - 1);
        }
        return starts;
    }

    /** The last of the files that begins at or before a row and is not empty. */
    static int part(int[] starts, int row) {
        int found = Arrays.binarySearch(starts, row);
        int part = found < 0 ? -found - 2 : found;
        // Of files that begin at the same row all but the last are empty.
        return IntStream.range(part, starts.length)
                .takeWhile(each -> starts[each] <= row)
                .max()
                .orElse(part);
    }
}
