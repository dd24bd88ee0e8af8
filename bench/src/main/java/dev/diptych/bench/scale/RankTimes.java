package dev.diptych.bench.scale;

import dev.diptych.contrastive.ranks.Exchange;
import dev.diptych.contrastive.ranks.Ranks;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Role;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Tensor;
import java.util.Arrays;

/**
 * What ranks take to tell each other what a step tells, with nothing beside it.
 *
 * @param ranks R
 * @param gather seconds for the features of one tower, float32 [B, D]
 * @param gathered bytes of the features
 * @param shares seconds for their gradients, of which each rank gets the sums of its own pairs'
 * @param sum seconds for the gradients of the weights, in parts that are begun together
 * @param parts how many
 * @param summed bytes of the gradients
 */
public record RankTimes(int ranks, double gather, long gathered, double shares, double sum, int parts, long summed) {
    private static final int WARM_UP = 2;
    private static final int TIMES = 9;

    /**
     * Measures on all ranks; medians.
     *
     * @param pairs B, of all ranks
     * @param dimensions D
     * @param parameters whose gradients are added up
     */
    public static RankTimes of(Ranks ranks, Engine engine, int pairs, int dimensions, long parameters) {
        try (Engine region = engine.region()) {
            Exchange exchange = new Exchange(ranks, region);
            Tensor features = zeros(region, pairs, dimensions);
            int parts = ranks.parts(parameters);
            int length = Math.toIntExact((parameters + parts - 1) / parts);
            Tensor gradients = zeros(region, parts, length);
            double gather = median(ranks, region, () -> exchange.gather(features));
            double shares = median(ranks, region, () -> exchange.sumShares(features));
            double sum = median(ranks, region, () -> {
                for (int part = 0; part < parts; part++) {
                    exchange.begin(gradients.rows(part, 1));
                }
                exchange.finish();
            });
            return new RankTimes(
                    ranks.size(),
                    gather,
                    features.shape().elements() * Float.BYTES,
                    shares,
                    sum,
                    parts,
                    gradients.shape().elements() * Float.BYTES);
        }
    }

    private static Tensor zeros(Engine engine, int rows, int columns) {
        Tensor tensor = Tensor.create("told", DType.FLOAT32, Role.STATE, Shape.of(rows, columns));
        tensor.storage().place(engine.allocate(DType.FLOAT32, tensor.shape().elements()), 0);
        return tensor;
    }

    private static double median(Ranks ranks, Engine engine, Runnable work) {
        double[] seconds = new double[TIMES];
        for (int i = -WARM_UP; i < TIMES; i++) {
            ranks.any(false); // all begin together
            long start = System.nanoTime();
            work.run();
            engine.finish();
            if (i >= 0) {
                seconds[i] = (System.nanoTime() - start) / 1e9;
            }
        }
        Arrays.sort(seconds);
        return seconds[TIMES / 2];
    }
}
