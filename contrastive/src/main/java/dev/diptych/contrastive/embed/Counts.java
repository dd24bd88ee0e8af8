package dev.diptych.contrastive.embed;

import dev.diptych.contrastive.embed.crew.MadePartition;

/** Sums of what other processes made. For one thread. */
public final class Counts {
    private long rows;
    private long leftOut;
    private long captions;
    private long captionsCut;

    void add(MadePartition made) {
        rows += made.rows();
        leftOut += made.leftOut().size();
        captions += made.captions();
        captionsCut += made.captionsCut();
    }

    long rows() {
        return rows;
    }

    long leftOut() {
        return leftOut;
    }

    /** How many captions were embedded. */
    public long captions() {
        return captions;
    }

    /** How many of them were cut to the model's context length. */
    public long captionsCut() {
        return captionsCut;
    }
}
