package dev.diptych.ingest.report;

import java.util.List;

/**
 * A kept image.
 *
 * @param picture a data URI
 * @param captions the best first
 * @param where its shard and key
 */
public record SampleCard(String picture, List<String> captions, String where) {
    /** Its captions in one line, set apart by what captions seldom hold. */
    String caption() {
        return String.join(" · ", captions);
    }
}
