package dev.diptych.ingest.pipeline.write;

import dev.diptych.ingest.manifest.DropReason;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * The account of a run.
 *
 * @param members files seen in the sources
 * @param images those of them that the sources' patterns pick
 * @param kept those of them that are in the shards
 * @param captions the captions of the kept ones
 * @param concepts the different things that they show
 * @param shards the number of shards
 * @param dropped how many images, and captions without image, are not in the shards, by reason; only reasons that occur, in the
 *     order of the enum
 */
public record IngestReport(
        long members, long images, long kept, long captions, long concepts, int shards, Map<DropReason, Long> dropped) {
    public IngestReport {
        Map<DropReason, Long> inOrder = new EnumMap<>(DropReason.class);
        inOrder.putAll(dropped);
        dropped = Collections.unmodifiableMap(inOrder);
    }
}
