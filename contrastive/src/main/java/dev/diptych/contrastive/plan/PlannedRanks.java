package dev.diptych.contrastive.plan;

import dev.diptych.contrastive.ranks.Ranks;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/** The first of so many ranks, of which there is only the plan: it tells nobody anything. */
record PlannedRanks(int size) implements Ranks {
    @Override
    public int rank() {
        return 0;
    }

    @Override
    public void gather(FloatBuffer own, FloatBuffer all) {}

    @Override
    public void gather(IntBuffer own, IntBuffer all) {}

    @Override
    public void sum(FloatBuffer values) {}

    @Override
    public void sumShares(FloatBuffer all, FloatBuffer own) {}

    @Override
    public void abort(int code) {}

    @Override
    public void close() {}
}
