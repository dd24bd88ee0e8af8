package dev.diptych.contrastive.data;

/**
 * A sample that cannot be used.
 *
 * @param reason by which such samples are counted, in lower case
 * @param line its place and what is wrong
 */
public record UnusableSample(String reason, String line) implements SampleOutcome {}
