package dev.diptych.contrastive.data;

/**
 * A sample that cannot be used.
 *
 * @param reason by which such samples are counted, in lower case
 * @param place where it lies; empty where {@code problem} says so
 * @param problem what is wrong
 */
public record UnusableSample(String reason, String place, String problem) implements SampleOutcome {
    /** Its place and what is wrong. */
    public String line() {
        return place.isEmpty() ? problem : place + ": " + problem;
    }
}
