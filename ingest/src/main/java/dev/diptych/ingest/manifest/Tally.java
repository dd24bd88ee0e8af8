package dev.diptych.ingest.manifest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** Counts entries, for a shard, a split or the whole run. */
public final class Tally {
    private static final String SUCCESS = "success";

    private final Map<DropReason, Long> dropped = new EnumMap<>(DropReason.class);
    private long kept;
    private long droppedImages;
    private long undecodedImages;

    /** Counts an entry. */
    public void add(ManifestEntry entry) {
        if (entry instanceof ManifestEntry.Dropped drop) {
            dropped.merge(drop.reason(), 1L, Long::sum);
            droppedImages += drop.isImage() ? 1 : 0;
            undecodedImages += drop.isImage() && drop.reason().isOfDecoding() ? 1 : 0;
        } else if (entry instanceof ManifestEntry.Kept) {
            kept++;
        }
    }

    /** Returns the images that are kept. */
    public long kept() {
        return kept;
    }

    /** Returns the images that are kept or dropped. */
    public long images() {
        return kept + droppedImages;
    }

    /** Returns the images that are dropped. */
    public long droppedImages() {
        return droppedImages;
    }

    /** Returns what is dropped, by reason, in the order of the reasons. */
    public Map<DropReason, Long> dropped() {
        return Collections.unmodifiableMap(dropped);
    }

    /** Returns the counts in img2dataset's fields. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("count", images());
        json.put("successes", kept);
        json.put("failed_to_download", 0);
        json.put("failed_to_resize", undecodedImages);
        ObjectNode status = json.putObject("status_dict");
        if (kept > 0) {
            status.put(SUCCESS, kept);
        }
        dropped.forEach((reason, count) -> status.put(reason.code(), count));
        return json;
    }
}
