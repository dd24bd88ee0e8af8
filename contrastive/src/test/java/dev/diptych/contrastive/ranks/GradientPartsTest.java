package dev.diptych.contrastive.ranks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.nn.engine.PlanningEngine;
import dev.diptych.nn.layer.Initializer;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tensor.Memory;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class GradientPartsTest {
    private static final int LAYERS = 40;

    /** Weights of 100 values and biases of 20, of each layer. */
    private final Parameters.Block gradients = gradients();

    @Test
    void partsCoverEachGradientOnce() {
        GradientParts parts = GradientParts.of(gradients, storage -> true, backward(), all -> GradientParts.MOST);
        Map<Memory, BitSet> covered = new IdentityHashMap<>();
        long runs = 0;
        for (int part = 0; part < parts.size(); part++) {
            for (Tensor run : parts.runs(part)) {
                BitSet values = covered.computeIfAbsent(run.storage().memory(), memory -> new BitSet());
                int from = Math.toIntExact(run.storage().offset());
                int to = from + Math.toIntExact(run.shape().elements());
                assertThat(values.get(from, to).isEmpty()).isTrue();
                values.set(from, to);
                runs++;
            }
        }
        for (Tensor gradient : gradients.tensors().values()) {
            int from = Math.toIntExact(gradient.storage().offset());
            int to = from + Math.toIntExact(gradient.storage().elements());
            assertThat(Objects.requireNonNull(covered.get(gradient.storage().memory()))
                            .nextClearBit(from))
                    .isGreaterThanOrEqualTo(to);
        }
        assertThat(parts.size()).isBetween(20, 33);
        assertThat(runs).isLessThanOrEqualTo(2L * parts.size()); // weights and biases, each side by side
    }

    @Test
    void aPartIsFinalOnceItsLastGradientAndThoseBeforeItAre() {
        List<Primitive> steps = backward();
        GradientParts parts = GradientParts.of(gradients, storage -> true, steps, all -> GradientParts.MOST);
        int[] ends = parts.ends(steps);
        assertThat(ends).isSorted();
        assertThat(ends[0]).isLessThan(6); // of 80
        assertThat(ends[parts.size() - 1]).isEqualTo(steps.size());
        List<Primitive> turned = new ArrayList<>(steps);
        Collections.reverse(turned);
        int[] late = parts.ends(turned); // what comes last here is first in order
        assertThat(late).containsOnly(steps.size());
    }

    @Test
    void aPartWaitsForTheLastStepThatReadsIt() {
        List<Primitive> steps = new ArrayList<>(backward());
        GradientParts parts = GradientParts.of(gradients, storage -> true, steps, all -> GradientParts.MOST);
        steps.add(new Step(List.of(gradients.tensor(LAYERS - 1 + ".bias")), List.of())); // of the first part
        assertThat(parts.ends(steps)).containsOnly(steps.size());
    }

    @Test
    void whatThePassDoesNotWriteIsFinalBeforeIt() {
        List<Primitive> steps = backward().subList(0, LAYERS); // the upper half of the layers
        GradientParts parts = GradientParts.of(gradients, storage -> true, steps, all -> GradientParts.MOST);
        assertThat(parts.ends(steps)[0]).isZero();
        assertThat(parts.ends(List.of())).containsOnly(0);
    }

    @Test
    void otherGradientsAreLeftOut() {
        GradientParts parts = GradientParts.of(
                gradients, storage -> storage.name().endsWith("bias"), backward(), all -> GradientParts.MOST);
        long values = 0;
        for (int part = 0; part < parts.size(); part++) {
            values += parts.runs(part).stream()
                    .mapToLong(run -> run.shape().elements())
                    .sum();
        }
        assertThat(values).isBetween(20L * LAYERS, 32L * LAYERS); // with what lies between
        assertThat(GradientParts.written(backward())).hasSize(2 * LAYERS);
    }

    private static Parameters.Block gradients() {
        Parameters parameters = new Parameters();
        for (int layer = 0; layer < LAYERS; layer++) {
            parameters.declare(layer + ".weight", Initializer.constant(0), true, 10, 10);
            parameters.declare(layer + ".bias", Initializer.constant(0), false, 20);
        }
        return parameters.mirror("gradient", new PlanningEngine());
    }

    /** From the last layer to the first, the bias before the weight; as steps that read nothing. */
    private List<Primitive> backward() {
        List<Primitive> steps = new ArrayList<>();
        for (int layer = LAYERS - 1; layer >= 0; layer--) {
            steps.add(new Step(List.of(), List.of(gradients.tensor(layer + ".bias"))));
            steps.add(new Step(List.of(), List.of(gradients.tensor(layer + ".weight"))));
        }
        return steps;
    }

    private record Step(List<Tensor> reads, List<Tensor> writes) implements Primitive {}

    @Test
    void areAsManyAsTakeLongerThanTheirBeginnings() {
        assertThat(GradientParts.count(0)).isEqualTo(1);
        assertThat(GradientParts.count(1_500_000)).isEqualTo(1);
        assertThat(GradientParts.count(10_732_545)).isEqualTo(10);
        assertThat(GradientParts.count(151_277_313)).isEqualTo(GradientParts.MOST);
    }
}
