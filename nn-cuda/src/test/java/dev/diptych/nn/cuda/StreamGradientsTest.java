package dev.diptych.nn.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.nn.cuda.kernel.NormGradSum;
import dev.diptych.nn.op.LayerNorm;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.tape.Add;
import dev.diptych.nn.tape.Precision;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Role;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StreamGradientsTest {
    private final Tensor stream = activation(DType.FLOAT32, 4, 8);
    private final Tensor fresh = activation(DType.FLOAT32, 4, 8);
    private final Tensor narrow = activation(DType.BFLOAT16, 4, 8);
    private final LayerNorm.Grad gradient = new LayerNorm.Grad(
            activation(DType.FLOAT32, 4, 8),
            activation(DType.FLOAT32, 8),
            1e-5f,
            activation(DType.FLOAT32, 4),
            activation(DType.FLOAT32, 4),
            activation(DType.BFLOAT16, 4, 8),
            fresh,
            activation(DType.FLOAT32, 8),
            activation(DType.FLOAT32, 8),
            false);
    private final Add joins = new Add(fresh, stream, true);
    private final Add rounds = new Add(stream, narrow, false);

    @Test
    void joinsANormsGradientTheSumAndItsRounding() {
        assertThat(StreamGradients.join(List.of(gradient, joins, rounds)))
                .containsExactly(new NormGradSum(gradient, stream, narrow));
        assertThat(StreamGradients.join(List.of(rounds, gradient, joins)))
                .containsExactly(rounds, new NormGradSum(gradient, stream, null));
    }

    @Test
    void leavesAloneWhatIsReadOnceMoreOrNotAdded() {
        Add again = new Add(fresh, activation(DType.FLOAT32, 4, 8), false);
        Add replaces = new Add(fresh, stream, false);
        Add narrowed = new Add(fresh, narrow, true);
        for (List<Primitive> steps : List.of(
                List.<Primitive>of(gradient, joins, again),
                List.<Primitive>of(gradient, replaces),
                List.<Primitive>of(gradient, narrowed),
                List.<Primitive>of(gradient, rounds, joins),
                List.<Primitive>of(gradient))) {
            assertThat(StreamGradients.join(steps)).isEqualTo(steps);
        }
    }

    @Test
    void roundsOnlyWhatTheSumIs() {
        Add other = new Add(activation(DType.FLOAT32, 4, 8), narrow, false);
        assertThat(StreamGradients.join(List.of(gradient, joins, other)))
                .containsExactly(new NormGradSum(gradient, stream, null), other);
    }

    /** Two branches of a pre-norm block, each a norm, a product and a residual. */
    @Test
    @SuppressWarnings("NullAway") // reads a nested type's @Nullable wrongly from a class file
    void findsEveryNormOfARecordedNetwork() {
        Tape tape = Tape.training(Precision.AMP_BF16);
        Tensor x = parameter(4, 8);
        for (int branch = 0; branch < 2; branch++) {
            Tensor norm = tape.computed("norm", 4, 8);
            tape.record(new LayerNorm(
                    x,
                    parameter(8),
                    parameter(8),
                    1e-5f,
                    tape.activation("mean", 4),
                    tape.activation("variance", 4),
                    norm));
            Tensor out = tape.activation("out", 4, 8);
            tape.record(new Matmul(norm, false, parameter(8, 8), true, 1, null, null, x, out, false));
            x = out;
        }
        tape.sink(x);
        int forward = tape.recorded().steps().size();
        tape.backward();
        List<Primitive> backward = new ArrayList<>(tape.recorded().steps());
        backward.subList(0, forward).clear();
        List<NormGradSum> joined = StreamGradients.join(backward).stream()
                .filter(NormGradSum.class::isInstance)
                .map(NormGradSum.class::cast)
                .toList();
        assertThat(joined).hasSize(2);
        assertThat(joined.get(0).rounded()).isNotNull();
        assertThat(joined.get(1).rounded()).isNull();
    }

    private static Tensor parameter(int... sizes) {
        return Tensor.create("parameter", DType.FLOAT32, Role.PARAMETER, Shape.of(sizes));
    }

    private static Tensor activation(DType dtype, int... sizes) {
        return Tensor.create("activation", dtype, Role.ACTIVATION, Shape.of(sizes));
    }
}
