package dev.diptych.contrastive.ranks;

import java.util.function.BooleanSupplier;

/** Whether a training is to stop, which all ranks learn at the same step: as soon as any of them is told. */
public final class AgreedStop implements BooleanSupplier {
    private final Exchange exchange;
    private final BooleanSupplier told;
    private boolean agreed;

    /** @param told what this rank is told; it does not take back what it said */
    public AgreedStop(Exchange exchange, BooleanSupplier told) {
        this.exchange = exchange;
        this.told = told;
    }

    /** Asks all ranks; each has to. */
    public void ask() {
        if (!exchange.ranks().alone() && !agreed) {
            agreed = exchange.any(told.getAsBoolean());
        }
    }

    /** What was agreed; of one process what it was told. */
    @Override
    public boolean getAsBoolean() {
        return exchange.ranks().alone() ? told.getAsBoolean() : agreed;
    }
}
