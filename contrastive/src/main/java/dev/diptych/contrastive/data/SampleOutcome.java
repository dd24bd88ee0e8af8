package dev.diptych.contrastive.data;

/** What became of a sample that was read. */
public sealed interface SampleOutcome permits DecodedSample, UnusableSample {}
