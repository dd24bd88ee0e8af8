package dev.diptych.nn.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.nn.onednn.OneDnnEngine;
import dev.diptych.nn.program.Program;
import dev.diptych.nn.tape.Add;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;
import org.junit.jupiter.api.Test;

final class TimingTest {
    @Test
    void theMedianIsTheMiddleOrTheMeanOfTheTwoMiddleRuns() {
        assertThat(new Timing(new double[] {5, 1, 2}).seconds()).isEqualTo(2);
        assertThat(new Timing(new double[] {4, 1, 2, 9}).seconds()).isEqualTo(3);
    }

    @Test
    void twoTimingsArePooled() {
        Timing pooled = new Timing(new double[] {1, 9}).and(new Timing(new double[] {3}));
        assertThat(pooled.runs()).containsExactly(1, 9, 3);
        assertThat(pooled.seconds()).isEqualTo(3);
    }

    @Test
    void rejectsNoRuns() {
        assertThatThrownBy(() -> new Timing(new double[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("timing: no runs, expected at least one");
    }

    @Test
    void aProgramRunsAsOftenAsAskedAfterOneToWarmUp() {
        assertThat(runs(3, 1e-9)).isEqualTo(1); // the first took longer than there was time for
        Tape tape = Tape.inference();
        Tensor sum = tape.input("sum", DType.FLOAT32, 1);
        Tensor one = tape.input("one", DType.FLOAT32, 1);
        tape.record(new Add(one, sum, true));
        try (OneDnnEngine engine = new OneDnnEngine()) {
            Program program = Program.compile(tape, engine);
            engine.write(one, new float[] {1});
            Timing timing = Timing.of(program, 7, 0.5);
            float[] counted = new float[1];
            engine.read(sum, counted);
            assertThat((int) counted[0]).isEqualTo(timing.runs().length + 1).isGreaterThanOrEqualTo(8);
        }
    }

    /** How often one more than a warm-up counted, for a program that no clock finds instant. */
    private static int runs(int least, double budget) {
        Tape tape = Tape.inference();
        Tensor x = tape.input("x", DType.FLOAT32, 1 << 20);
        Tensor sum = tape.input("sum", DType.FLOAT32, 1 << 20);
        tape.record(new Add(x, sum, true));
        try (OneDnnEngine engine = new OneDnnEngine()) {
            return Timing.of(Program.compile(tape, engine), least, budget).runs().length;
        }
    }
}
