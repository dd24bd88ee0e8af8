package dev.diptych.bench.scale;

import dev.diptych.contrastive.ranks.GradientParts;

/**
 * A training on ranks, each with as many pairs of a step: what a step takes by what one rank computes and how they are connected.
 *
 * @param parameters learnt values, whose gradients are added up in float32
 * @param dimensions D
 * @param pairs of a rank in a step
 * @param seconds that a rank computes for them, forward to update, but for the loss
 * @param rate floating-point operations a second of a rank's matrix products, for the loss
 * @param perHost ranks of a host
 * @param inside how those of one host are connected
 * @param outside how all are where there are several hosts
 */
public record TrainingCost(
        long parameters,
        int dimensions,
        int pairs,
        double seconds,
        double rate,
        int perHost,
        Link inside,
        Link outside) {
    /** Of the time that a rank computes: two products backward for each forward. */
    private static final double BACKWARD = 2.0 / 3;

    private static final int MESSAGES = 3; // small gathers of a step: the pairs' groups, the loss, whether to stop

    public TrainingCost {
        if (parameters < 1 || dimensions < 1 || pairs < 1 || !(seconds > 0) || !(rate > 0) || perHost < 1) {
            throw new IllegalArgumentException("cost of a training: " + parameters + " parameters, " + dimensions
                    + " dimensions, " + pairs + " pairs, " + seconds + " s, " + rate + " FLOP/s, " + perHost
                    + " ranks a host, expected all above 0");
        }
    }

    /**
     * A step.
     *
     * @param ranks R
     * @param pairs B, of all ranks
     * @param compute seconds that each rank computes, the rows of the loss included
     * @param features seconds in which features are gathered, and the gradients of each rank's added up, with nothing beside it
     * @param sum seconds in which the gradients of the weights are added up
     * @param exposed those of them that are left when the backward pass has ended
     */
    public record Step(int ranks, long pairs, double compute, double features, double sum, double exposed) {
        public double seconds() {
            return compute + features + exposed;
        }

        public double pairsPerSecond() {
            return pairs / seconds();
        }
    }

    /** The step on so many ranks. */
    public Step on(int ranks) {
        Link link = ranks <= perHost ? inside : outside;
        long all = (long) pairs * ranks;
        double rows = 6.0 * all * pairs * dimensions / rate;
        double own = 4.0 * pairs * dimensions; // bytes of a tower's features
        double told = ranks == 1
                ? 0
                : 2 * link.gather(ranks, own)
                        + 2 * link.sumShares(ranks, own * ranks)
                        + MESSAGES * link.gather(ranks, 0);
        int parts = GradientParts.count(parameters);
        double sum = link.sum(ranks, parts, 4.0 * parameters);
        double exposed = Math.max(sum / parts, sum - BACKWARD * seconds);
        return new Step(ranks, all, seconds + rows, told, sum, exposed);
    }

    /** What a rank does of what it would alone, from 0 to 1; the loss of more pairs counts as lost. */
    public double efficiency(Step step) {
        return on(1).seconds() / step.seconds();
    }
}
