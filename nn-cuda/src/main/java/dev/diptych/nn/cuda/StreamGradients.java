package dev.diptych.nn.cuda;

import dev.diptych.nn.cuda.kernel.NormGradSum;
import dev.diptych.nn.op.LayerNorm;
import dev.diptych.nn.tape.Add;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Role;
import dev.diptych.nn.tensor.Storage;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/*
 * A tape records a norm's gradient, its addition to the stream's, and where a product follows the rounding of the sum, one
 * after another: three passes over the stream, of which one has to be.
 */
/** Finds the layer norms whose gradients join a residual stream, and makes one primitive of each and what follows it. */
final class StreamGradients {
    private final List<Primitive> steps;
    private final Map<Storage, Integer> uses = new IdentityHashMap<>();

    private StreamGradients(List<Primitive> steps) {
        this.steps = steps;
        for (Primitive step : steps) {
            step.reads().forEach(tensor -> uses.merge(tensor.storage(), 1, Integer::sum));
            step.writes().forEach(tensor -> uses.merge(tensor.storage(), 1, Integer::sum));
        }
    }

    /** {@code steps} with those joined that can be. */
    static List<Primitive> join(List<Primitive> steps) {
        return new StreamGradients(steps).join();
    }

    private List<Primitive> join() {
        List<Primitive> joined = new ArrayList<>(steps.size());
        for (int i = 0; i < steps.size(); i++) {
            Tensor sum = sumAfter(i);
            if (sum == null) {
                joined.add(steps.get(i));
                continue;
            }
            LayerNorm.Grad gradient = (LayerNorm.Grad) steps.get(i);
            Tensor rounded = roundedAfter(i + 1, gradient, sum);
            joined.add(new NormGradSum(gradient, sum, rounded));
            i += rounded == null ? 1 : 2;
        }
        return List.copyOf(joined);
    }

    /** What step {@code i}, if it is a norm's gradient, is added to by the next, which alone reads it. */
    private @Nullable Tensor sumAfter(int i) {
        if (!(steps.get(i) instanceof LayerNorm.Grad gradient)
                || i + 1 == steps.size()
                || !(steps.get(i + 1) instanceof Add add)) {
            return null;
        }
        Storage fresh = gradient.dx().storage();
        boolean joins = add.accumulate()
                && add.x().equals(gradient.dx())
                && add.out().storage() != fresh
                && fresh.role() == Role.ACTIVATION
                && uses.getOrDefault(fresh, 0) == 2 // written by the one, read by the other
                && NormGradSum.fits(gradient, add.out(), DType.FLOAT32)
                && !gradient.reads().contains(add.out());
        return joins ? add.out() : null;
    }

    /** What the step after {@code i}, if it rounds {@code sum}, writes. */
    private @Nullable Tensor roundedAfter(int i, LayerNorm.Grad gradient, Tensor sum) {
        return i + 1 < steps.size()
                        && steps.get(i + 1) instanceof Add add
                        && !add.accumulate()
                        && add.x().equals(sum)
                        && NormGradSum.fits(gradient, add.out(), DType.BFLOAT16)
                ? add.out()
                : null;
    }
}
