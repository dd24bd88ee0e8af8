package dev.diptych.nn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.nn.layer.Initializer;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.program.Program;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;
import org.junit.jupiter.api.Test;

final class PlanningEngineTest {
    @Test
    void addsUpWhatAProgramAsksFor() {
        PlanningEngine engine = new PlanningEngine();
        Tape tape = Tape.inference();
        Tensor x = tape.input("x", DType.FLOAT32, 16, 32);
        Tensor hidden = tape.activation("hidden", 16, 64);
        Tensor out = tape.output("out", 16, 16);
        tape.record(Matmul.product(x, false, tape.input("w", DType.FLOAT32, 32, 64), false, hidden, false));
        tape.record(Matmul.product(hidden, false, tape.input("v", DType.FLOAT32, 64, 16), false, out, false));
        Program program = Program.compile(tape, engine);
        program.run();
        assertThat(engine.bytes()).isEqualTo(4 * (16 * 32 + 32 * 64 + 16 * 64 + 64 * 16 + 16 * 16));
        assertThat(program.flops()).isEqualTo(2 * (16 * 32 * 64 + 16 * 64 * 16));
    }

    @Test
    void refusesToReadWhatItNeverComputed() {
        PlanningEngine engine = new PlanningEngine();
        Tensor x = Tape.inference().output("x", 1);
        assertThatThrownBy(() -> engine.read(x, new float[1]))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("on an engine that computes nothing");
    }

    @Test
    void parametersBeyondTwoToTheThirtyFirstValuesLieInSeveralRuns() {
        PlanningEngine engine = new PlanningEngine();
        Parameters parameters = new Parameters();
        for (int i = 0; i < 5; i++) {
            parameters.declare("weight " + i, Initializer.constant(0), true, 1 << 15, 1 << 14);
        }
        parameters.declare("bias", Initializer.constant(0), false, 10);
        Parameters.Block block = parameters.place(engine);
        assertThat(engine.bytes()).isEqualTo(4 * (5L << 29) + 4 * 16);
        assertThat(block.runs())
                .extracting(run -> run.values().shape().elements())
                .containsExactly(1L << 30, 1L << 30, 1L << 29, 16L);
        assertThat(block.runs()).extracting(run -> run.group().decays()).containsExactly(true, true, true, false);
        assertThat(block.runs().get(2).values().offset()).isEqualTo(1L << 31);
        assertThat(block.tensor("weight 4").storage().offset()).isEqualTo(1L << 31);
    }
}
