package dev.diptych.contrastive.run;

import dev.diptych.contrastive.data.source.SampleSources;
import dev.diptych.contrastive.data.source.Samples;

/** Is told what a person should know before a training begins. */
public interface RunNotes extends SampleSources.Notes {
    /** Says nothing, and refuses damaged shards. */
    RunNotes NONE = new RunNotes() {};

    /** Something that is not as it was asked for, or takes a while, in a line. */
    default void note(String line) {}

    /** The training set, once it is opened. */
    default void opened(Samples samples) {}
}
