package dev.diptych.nn.tape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.nn.op.Activation;
import dev.diptych.nn.op.Attention;
import dev.diptych.nn.op.ColumnSum;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.op.Mix;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Role;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Storage;
import dev.diptych.nn.tensor.Tensor;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class TapeTest {
    @Test
    void firstShareOfAGradientOverwritesAndLaterOnesAdd() {
        Tape tape = Tape.training();
        Tensor x = parameter("x", 3, 4);
        assertThat(tape.sink(x).accumulate()).isFalse();
        assertThat(tape.sink(x).accumulate()).isTrue();
        assertThat(tape.sink(x).gradient()).isEqualTo(tape.gradient(x));
    }

    @Test
    void anotherShapeOfTheSameElementsAddsToo() {
        Tape tape = Tape.training();
        Tensor x = parameter("x", 3, 4);
        tape.sink(x);
        assertThat(tape.sink(x.reshape(2, 6)).accumulate()).isTrue();
    }

    @Test
    void keepsSoftmaxSumsInPlaceOfProbabilitiesWhereAttentionIsFused() {
        Tape tape = Tape.training();
        tape.fuseAttention();
        Tensor qkv = tape.activation("qkv", 2, 5, 24);
        Tensor q = qkv.columns(0, 8);
        Attention attention = Attention.of(
                tape, "a", q, qkv.columns(8, 8), qkv.columns(16, 8), 2, true, null, tape.activation("out", 2, 5, 8));
        assertThat(attention.fused()).isTrue();
        assertThat(attention.probabilities().shape()).isEqualTo(Shape.of(2, 2, 5));
        assertThat(attention.scores()).isEqualTo(attention.probabilities());
        assertThat(attention.writes()).containsExactly(attention.probabilities(), attention.out());
        Attention.Grad gradient = new Attention.Grad(attention, attention.out(), attention.scores(), q, q, q);
        assertThat(gradient.reads()).contains(attention.out());
        assertThatThrownBy(attention::requireProbabilities)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("attention: out[2, 5, 8]: keeps softmax sums, expected probabilities: this engine fuses no"
                        + " attention");
    }

    @Test
    void refusesAShareThatOverlapsAnotherInPart() {
        Tape tape = Tape.training();
        Tensor x = parameter("x", 3, 4);
        tape.sink(x.rows(0, 2));
        assertThatThrownBy(() -> tape.sink(x))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("gradient: x[3, 4] overlaps x[2, 4], expected views of one storage to be equal or apart");
    }

    @Test
    void viewsShareTheirStoragesGradient() {
        Tape tape = Tape.training();
        Tensor packed = parameter("packed", 3, 12);
        Tape.Sink left = tape.sink(packed.columns(0, 4));
        Tape.Sink right = tape.sink(packed.columns(4, 8));
        assertThat(right.accumulate()).isFalse();
        assertThat(right.gradient().storage()).isSameAs(left.gradient().storage());
        assertThat(right.gradient().offset()).isEqualTo(4);
        assertThat(right.gradient().rowStride()).isEqualTo(12);
    }

    @Test
    void accumulatingTapesAddToParametersFromTheFirstShareOn() {
        Tape tape = Tape.accumulating();
        Tensor parameter = parameter("w", 3, 4);
        Storage gradient = new Storage("d w", DType.FLOAT32, Role.STATE, 12);
        tape.gradientOf(parameter.storage(), gradient);
        assertThat(tape.sink(parameter).accumulate()).isTrue();
        assertThat(tape.sink(parameter.rows(1, 2)).accumulate()).isTrue();
        assertThat(tape.sink(tape.activation("x", 3)).accumulate()).isFalse();
    }

    @Test
    void parametersReceiveTheirGradientWhereTheyWereTold() {
        Tape tape = Tape.training();
        Tensor parameter = parameter("w", 3, 4);
        Storage gradient = new Storage("d w", DType.FLOAT32, Role.STATE, 12);
        tape.gradientOf(parameter.storage(), gradient);
        assertThat(tape.sink(parameter).gradient().storage()).isSameAs(gradient);
    }

    @Test
    void noGradientHasReachedATensorAtFirst() {
        Tape tape = Tape.training();
        Tensor parameter = parameter("w", 3, 4);
        tape.gradientOf(parameter.storage(), new Storage("d w", DType.FLOAT32, Role.STATE, 12));
        assertThat(tape.gradient(parameter)).isNull();
        assertThat(tape.gradient(tape.activation("x", 3))).isNull();
    }

    @Test
    void passedGradientsShareMemoryWhereNothingElseContributes() {
        Tape tape = Tape.training();
        Tensor x = parameter("x", 3);
        Tensor dy = tape.activation("dy", 3);
        tape.pass(x, dy);
        assertThat(Objects.requireNonNull(tape.gradient(x)).storage()).isSameAs(dy.storage());
        assertThat(tape.recorded().steps()).isEmpty();
    }

    @Test
    void passedGradientsAddToWhatHasReachedATensor() {
        Tape tape = Tape.training();
        Tensor x = parameter("x", 3);
        Tensor dy = tape.activation("dy", 3);
        Tape.Sink sink = tape.sink(x);
        tape.pass(x, dy);
        assertThat(tape.recorded().steps()).containsExactly(new Add(dy, sink.gradient(), true));
    }

    @Test
    void passedGradientsAreCopiedToParameters() {
        Tape tape = Tape.training();
        Tensor parameter = parameter("w", 3);
        Storage gradient = new Storage("d w", DType.FLOAT32, Role.STATE, 3);
        tape.gradientOf(parameter.storage(), gradient);
        Tensor dy = tape.activation("dy", 3);
        tape.pass(parameter, dy);
        assertThat(tape.recorded().steps()).containsExactly(new Add(dy, parameter.in(gradient), false));
    }

    @Test
    void whatAParameterFlowsIntoIsDifferentiable() {
        Tape tape = Tape.training();
        Tensor x = tape.input("x", DType.FLOAT32, 2, 3);
        Tensor fromInput = tape.activation("from input", 2, 3);
        Tensor out = tape.activation("out", 2, 4);
        tape.record(new Add(x, fromInput, false));
        tape.record(Matmul.linear(fromInput, parameter("w", 4, 3), null, out));
        assertThat(tape.differentiable(x)).isFalse();
        assertThat(tape.differentiable(fromInput)).isFalse();
        assertThat(tape.differentiable(out)).isTrue();
        assertThat(tape.differentiable(out.columns(1, 2))).isTrue();
    }

    @Test
    void noGradientIsComputedForWhatIsNotDifferentiable() {
        Tape tape = Tape.training();
        Tensor x = tape.input("x", DType.FLOAT32, 2, 3);
        Tensor weight = parameter("w", 4, 3);
        Tensor out = tape.activation("out", 2, 4);
        tape.record(Matmul.linear(x, weight, null, out));
        Tensor dout = tape.activation("dout", 2, 4);
        tape.pass(out, dout);
        tape.backward();
        assertThat(tape.gradient(x)).isNull();
        assertThat(tape.recorded().steps()).hasSize(2);
    }

    @Test
    void aFrozenParameterIsAConstant() {
        Tape tape = Tape.training();
        Tensor frozen = parameter("w", 4, 3);
        tape.freeze(frozen.storage());
        Tensor x = tape.input("x", DType.FLOAT32, 2, 3);
        Tensor out = tape.activation("out", 2, 4);
        tape.record(Matmul.linear(x, frozen, parameter("b", 4), out));
        Tensor constant = tape.activation("constant", 2, 4);
        tape.record(Matmul.linear(x, frozen, null, constant));
        assertThat(tape.differentiable(constant)).isFalse();
        tape.pass(constant, tape.activation("d constant", 2, 4));
        tape.pass(out, tape.activation("d out", 2, 4));
        tape.backward();
        assertThat(tape.gradient(frozen)).isNull();
        assertThat(tape.recorded().steps()).hasSize(3).last().isInstanceOf(ColumnSum.class);
    }

    @Test
    void gradientsComputedTogetherBothAddWhereOneIsUnread() {
        Tape tape = Tape.accumulating();
        Tensor gain = parameter("gain", 4);
        Tensor bias = parameter("bias", 4);
        tape.gradientOf(bias.storage(), new Storage("d bias", DType.FLOAT32, Role.STATE, 4));
        tape.freeze(gain.storage());
        assertThat(tape.sinks(gain, bias)).extracting(Tape.Sink::accumulate).containsExactly(true, true);
        assertThat(tape.sinks(bias, gain)).extracting(Tape.Sink::accumulate).containsExactly(true, true);
        assertThat(tape.gradient(gain)).isNull();
    }

    @Test
    void refusesGradientsComputedTogetherOfWhichOneHasAShare() {
        Tape tape = Tape.training();
        Tensor gain = parameter("gain", 4);
        tape.sink(gain);
        assertThatThrownBy(() -> tape.sinks(gain, parameter("bias", 4)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("backward: one of d gain[4] and d bias[4] has a share already, expected both or none");
    }

    @Test
    void numbersActivationsOfOneName() {
        Tape tape = Tape.training();
        assertThat(tape.activation("x", 1).name()).isEqualTo("x");
        assertThat(tape.activation("x", 1).name()).isEqualTo("x#2");
    }

    @Test
    void rejectsBackwardOfAnInferenceTape() {
        assertThatThrownBy(() -> Tape.inference().backward())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("backward: an inference tape, expected a training tape");
    }

    @Test
    void rejectsBackwardThroughAPrimitiveWithoutGradient() {
        Tape tape = Tape.training();
        Tensor x = tape.activation("x", 1);
        tape.record(new Mix(x, 1, x, 1, tape.activation("y", 1)));
        assertThatThrownBy(tape::backward)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("backward: Mix has no gradient");
    }

    @Test
    void rejectsBackwardThroughAFusedActivation() {
        Tape tape = Tape.training();
        Tensor out = tape.activation("out", 2, 2);
        Tensor a = parameter("a", 2, 3);
        tape.record(new Matmul(a, false, parameter("b", 3, 2), false, 1, null, Activation.Kind.GELU, null, out, false));
        tape.sink(out);
        assertThatThrownBy(tape::backward)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("backward: matmul into out[2, 2] has a fused activation");
    }

    @Test
    void rejectsBackwardOfAnActivationWhoseInputFeedsSomethingElse() {
        Tape tape = Tape.training();
        Tensor x = parameter("x", 3);
        Tensor out = tape.activation("out", 3);
        tape.record(new Activation(Activation.Kind.GELU, x, out));
        tape.sink(out);
        tape.sink(x);
        assertThatThrownBy(tape::backward)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("backward: x[3] feeds an activation and something else");
    }

    @Test
    void rejectsBackwardOfAttentionThatSharesItsQueries() {
        Tape tape = Tape.training();
        Tensor x = parameter("x", 2, 3, 4);
        Tensor out = tape.activation("out", 2, 3, 4);
        tape.record(new Attention(x, x, x, 2, false, tape.activation("probabilities", 2, 2, 3, 3), out));
        tape.sink(out);
        assertThatThrownBy(tape::backward)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("backward: attention into out[2, 3, 4] shares its queries, keys or values");
    }

    private static Tensor parameter(String name, int... sizes) {
        return Tensor.create(name, DType.FLOAT32, Role.PARAMETER, Shape.of(sizes));
    }
}
