package dev.diptych.contrastive.run;

import dev.diptych.contrastive.data.source.SampleSources;
import dev.diptych.contrastive.data.source.Samples;

/** Is told what a person should know before a training begins. */
public interface RunNotes extends SampleSources.Notes {
    /** Something that is not as it was asked for, or takes a while, in a line. */
    void note(String line);

    /** The training set, once it is opened. */
    void opened(Samples samples);
}
