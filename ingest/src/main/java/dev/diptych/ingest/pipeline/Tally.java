package dev.diptych.ingest.pipeline;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.ingest.pipeline.Outcome.Dropped;
import java.util.EnumMap;
import java.util.Map;

/** Counts outcomes, for a shard or for the whole run. */
final class Tally {
    private static final String SUCCESS = "success";

    private final Map<DropReason, Long> dropped = new EnumMap<>(DropReason.class);
    private long kept;
    private long droppedImages;

    void add(Outcome outcome) {
        if (outcome instanceof Dropped drop) {
            dropped.merge(drop.reason(), 1L, Long::sum);
            droppedImages += drop.isImage() ? 1 : 0;
        } else {
            kept++;
        }
    }

    long kept() {
        return kept;
    }

    long images() {
        return kept + droppedImages;
    }

    long droppedImages() {
        return droppedImages;
    }

    Map<DropReason, Long> dropped() {
        return dropped;
    }

    /** Returns the counts in img2dataset's fields. */
    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("count", images());
        json.put("successes", kept);
        json.put("failed_to_download", 0);
        json.put("failed_to_resize", droppedImages);
        ObjectNode status = json.putObject("status_dict");
        if (kept > 0) {
            status.put(SUCCESS, kept);
        }
        dropped.forEach((reason, count) -> status.put(reason.code(), count));
        return json;
    }
}
