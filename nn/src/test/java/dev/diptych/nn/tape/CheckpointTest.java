package dev.diptych.nn.tape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.nn.layer.Initializer;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.layer.Pooling;
import dev.diptych.nn.layer.Transformer;
import dev.diptych.nn.layer.TransformerConfig;
import dev.diptych.nn.onednn.OneDnnEngine;
import dev.diptych.nn.op.Activation;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.program.Program;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Role;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Storage;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CheckpointTest {
    private static final int BATCH = 4;
    private static final int TOKENS = 16;
    private static final int WIDTH = 32;

    private final Tensor wide = Tensor.create("wide", DType.FLOAT32, Role.PARAMETER, Shape.of(8, 4));
    private final Tensor narrow = Tensor.create("narrow", DType.FLOAT32, Role.PARAMETER, Shape.of(4, 8));
    private final List<Tensor> hidden = new ArrayList<>();

    @Test
    void recordsABlockOnceWhereNothingIsCheckpointed() {
        Tape tape = tape(false);
        Tensor out = tape.block(x -> block(tape, x), start(tape));
        seed(tape, out);
        tape.backward();
        assertThat(hidden).hasSize(1);
        assertThat(tape.recorded().recomputedFlops()).isZero();
    }

    @Test
    void computesAgainOnlyWhatTheGradientReads() {
        Tape tape = tape(true);
        Tensor x = start(tape);
        int before = tape.recorded().steps().size();
        Tensor out = tape.block(input -> block(tape, input), x);
        List<Primitive> forward = tape.recorded().steps().subList(before, before + 3);
        seed(tape, out);
        tape.backward();

        assertThat(forward).extracting(Primitive::name).containsExactly("Matmul", "Activation", "Matmul");
        List<Primitive> steps = tape.recorded().steps();
        assertThat(steps.subList(before + 3, before + 5))
                .extracting(Primitive::name)
                .as("without the last matmul, whose result stands already")
                .containsExactly("Matmul", "Activation");
        assertThat(steps.get(before + 3).writes().get(0)).isEqualTo(hidden.get(1));
        assertThat(steps.subList(before + 5, steps.size()).stream().flatMap(step -> step.reads().stream()))
                .contains(hidden.get(1))
                .doesNotContain(hidden.get(0));
        assertThat(tape.recorded().recomputedFlops()).isEqualTo(forward.get(0).flops());
    }

    @Test
    void aProgramTellsTheFlopsOfTheModelFromThoseItRuns() {
        try (OneDnnEngine engine = new OneDnnEngine()) {
            long plain = deep(engine, false).flops();
            Program checkpointed = deep(engine, true);
            assertThat(checkpointed.flops()).isEqualTo(plain);
            // Forward, twice that backward, and the forward pass again but for a third of its matmuls in all.
            assertThat(checkpointed.executedFlops()).isBetween(plain * 11 / 10, plain * 4 / 3);
        }
    }

    @Test
    void keepsOneBlockAtATime() {
        try (OneDnnEngine engine = new OneDnnEngine()) {
            long plain = deep(engine, false).activationBytes();
            long checkpointed = deep(engine, true).activationBytes();
            // A block keeps some fifteen tensors of the stream's size, of which one is left for each of twelve blocks.
            assertThat(checkpointed).isLessThan(plain / 4);
        }
    }

    @Test
    void aBlockWithinABlockIsAPartOfIt() {
        Tape tape = tape(true);
        Tensor out = tape.block(x -> tape.block(inner -> block(tape, inner), x), start(tape));
        seed(tape, out);
        tape.backward();
        assertThat(hidden).hasSize(2);
    }

    @Test
    void aBlockThatNoGradientReachesIsNotComputedAgain() {
        Tape tape = tape(true);
        tape.block(x -> block(tape, x), start(tape));
        int size = tape.recorded().steps().size();
        tape.backward();
        assertThat(tape.recorded().steps()).hasSize(size);
    }

    @Test
    void rejectsAnInnerResultThatIsReadOutside() {
        Tape tape = tape(true);
        Tensor out = tape.block(x -> block(tape, x), start(tape));
        seed(tape, out);
        seed(tape, hidden.get(0));
        assertThatThrownBy(tape::backward)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("backward: hidden[3, 8] of the block into out[3, 4] is read outside of it, expected the"
                        + " block's result alone to be");
    }

    private Tape tape(boolean checkpointing) {
        Tape tape = Tape.training();
        if (checkpointing) {
            tape.checkpointBlocks();
        }
        for (Tensor parameter : List.of(wide, narrow)) {
            tape.gradientOf(parameter.storage(), new Storage("gradient", DType.FLOAT32, Role.STATE, 32));
        }
        return tape;
    }

    /** A differentiable activation. */
    private Tensor start(Tape tape) {
        Tensor x = tape.activation("x", 3, 4);
        tape.record(Matmul.product(tape.input("images", DType.FLOAT32, 3, 8), false, wide, false, x, false));
        return x;
    }

    private Tensor block(Tape tape, Tensor x) {
        Tensor before = tape.activation("hidden", 3, 8);
        hidden.add(before);
        tape.record(Matmul.linear(x, wide, null, before));
        Tensor after = tape.activation("active", 3, 8);
        tape.record(new Activation(Activation.Kind.GELU, before, after));
        Tensor out = tape.activation("out", 3, 4);
        tape.record(Matmul.linear(after, narrow, null, out));
        return out;
    }

    private static void seed(Tape tape, Tensor out) {
        tape.pass(out, tape.input("seed", DType.FLOAT32, out.shape().toArray()));
    }

    /** A stack of twelve blocks, pooled, with its gradient. */
    private static Program deep(OneDnnEngine engine, boolean checkpointing) {
        Parameters parameters = new Parameters();
        Initializer zero = Initializer.constant(0);
        Transformer blocks = Transformer.declare(
                parameters,
                "deep",
                new TransformerConfig(WIDTH, 12, 2, 4 * WIDTH, true, Activation.Kind.GELU),
                new Transformer.Weights(zero, zero, zero, zero, false));
        Tensor position = parameters.declare("position", zero, false, WIDTH, WIDTH);
        parameters.place(engine);
        Parameters.Block gradients = parameters.mirror("gradient", engine);
        Tape tape = Tape.training();
        if (checkpointing) {
            tape.checkpointBlocks();
        }
        parameters
                .entries()
                .forEach(entry -> tape.gradientOf(
                        entry.tensor().storage(), gradients.tensor(entry.name()).storage()));
        Tensor images = tape.input("images", DType.FLOAT32, BATCH, TOKENS, WIDTH);
        Tensor x = tape.activation("x", BATCH, TOKENS, WIDTH);
        tape.record(Matmul.product(images, false, position, false, x, false));
        seed(tape, blocks.applyPooled(tape, x, Pooling.first(tape, BATCH, TOKENS)));
        tape.backward();
        return Program.compile(tape, engine);
    }
}
