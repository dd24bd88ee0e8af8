package dev.diptych.ingest.report;

/**
 * An image that is left out, and the one that it is a duplicate of.
 *
 * @param reason the code of the reason
 * @param dropped where it comes from
 * @param droppedPicture a data URI
 * @param twin where the other is
 * @param twinPicture a data URI
 * @param distance bits in which their perceptual hashes differ
 */
public record DuplicatePair(
        String reason, String dropped, String droppedPicture, String twin, String twinPicture, int distance) {}
