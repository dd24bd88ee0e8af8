package dev.diptych.contrastive.model;

import dev.diptych.nn.adapter.LowRank;
import dev.diptych.nn.layer.Parameters;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * How a model is trained.
 *
 * @param grouping how each parameter is
 * @param averaging the decay of a moving average of what is trained; empty for none
 * @param adapting the adapter that weights of a block have, by their name; empty for none
 * @param head of the projection that SimCLR's loss sees two further views of each image by; empty for none
 */
public record Tuning(
        Function<Parameters.Entry, Parameters.Group> grouping,
        OptionalDouble averaging,
        Function<String, Optional<LowRank>> adapting,
        Optional<ProjectionHead.Size> head) {
    /** All parameters as they are declared. */
    public static final Tuning WHOLE = of(Parameters.Entry::group);

    /** How many images a pair of a training step has: one, or two further views beside it. */
    public int imagesPerPair() {
        return head.isPresent() ? 3 : 1;
    }

    /** Some parameters in another way than others. */
    public static Tuning of(Function<Parameters.Entry, Parameters.Group> grouping) {
        return new Tuning(grouping, OptionalDouble.empty(), weight -> Optional.empty(), Optional.empty());
    }
}
