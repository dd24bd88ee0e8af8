package dev.diptych.contrastive.ranks;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;

/** Ranks whose sums, once begun, end as late as they may; it tells when one begins and when they are waited for. */
public final class LateRanks implements Ranks {
    private final Ranks ranks;
    private final Runnable begins;
    private final Runnable waits;
    private final List<FloatBuffer> begun = new ArrayList<>();

    /**
     * @param begins is run before a sum begins
     * @param waits is run before sums that were begun are made
     */
    public LateRanks(Ranks ranks, Runnable begins, Runnable waits) {
        this.ranks = ranks;
        this.begins = begins;
        this.waits = waits;
    }

    /** Many, of models so small that they would have one. */
    @Override
    public int parts(long gradients) {
        return GradientParts.MOST;
    }

    @Override
    public int rank() {
        return ranks.rank();
    }

    @Override
    public int size() {
        return ranks.size();
    }

    @Override
    public void gather(FloatBuffer own, FloatBuffer all) {
        ranks.gather(own, all);
    }

    @Override
    public void gather(IntBuffer own, IntBuffer all) {
        ranks.gather(own, all);
    }

    @Override
    public void sum(FloatBuffer values) {
        ranks.sum(values);
    }

    @Override
    public void sumShares(FloatBuffer all, FloatBuffer own) {
        ranks.sumShares(all, own);
    }

    @Override
    public void beginSum(FloatBuffer values) {
        begins.run();
        begun.add(values);
    }

    @Override
    public void finishSums() {
        waits.run();
        begun.forEach(ranks::sum);
        begun.clear();
    }

    @Override
    public void abort(int code) {
        ranks.abort(code);
    }

    @Override
    public void close() {
        ranks.close();
    }
}
