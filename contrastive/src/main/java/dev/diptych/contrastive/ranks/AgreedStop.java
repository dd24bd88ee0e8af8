package dev.diptych.contrastive.ranks;

import java.util.function.BooleanSupplier;

/** Whether a training is to stop, which all ranks learn at the same step: as soon as any of them is told. */
public final class AgreedStop implements BooleanSupplier {
    private final Ranks ranks;
    private final BooleanSupplier told;
    private boolean agreed;

    /** @param told what this rank is told; it does not take back what it said */
    public AgreedStop(Ranks ranks, BooleanSupplier told) {
        this.ranks = ranks;
        this.told = told;
    }

    /** Asks all ranks; each has to. */
    public void ask() {
        if (!ranks.alone() && !agreed) {
            agreed = ranks.any(told.getAsBoolean());
        }
    }

    /** What was agreed; of one process what it was told. */
    @Override
    public boolean getAsBoolean() {
        return ranks.alone() ? told.getAsBoolean() : agreed;
    }
}
