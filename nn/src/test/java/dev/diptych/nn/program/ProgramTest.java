package dev.diptych.nn.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.nn.onednn.OneDnnEngine;
import dev.diptych.nn.op.Fill;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.op.token.SelectRows;
import dev.diptych.nn.tape.Add;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Role;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Tensor;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class ProgramTest {
    @Test
    void runsItsPrimitivesInOrderAsOftenAsAsked() {
        try (OneDnnEngine engine = new OneDnnEngine()) {
            Tape tape = Tape.inference();
            Tensor x = tape.input("x", DType.FLOAT32, 3);
            Tensor out = tape.output("out", 3);
            tape.record(new Fill(out, 1));
            tape.record(new Add(x, out, true));
            Program program = Program.compile(tape, engine);
            float[] values = new float[3];
            for (int run = 1; run <= 2; run++) {
                engine.write(x, new float[] {run, 0, -run});
                program.run();
                engine.read(out, values);
                assertThat(values).containsExactly(1 + run, 1, 1 - run);
            }
        }
    }

    @Test
    void runsNothingMoreOnceItIsToldToStop() {
        try (OneDnnEngine engine = new OneDnnEngine()) {
            Tape tape = Tape.inference();
            Tensor first = tape.output("first", 1);
            Tensor second = tape.output("second", 1);
            tape.record(new Fill(first, 1));
            tape.record(new Fill(second, 1));
            AtomicInteger asked = new AtomicInteger();
            Program program = Program.compile(tape, engine, new Workspace(engine, () -> asked.incrementAndGet() > 1));
            float[] values = {0};
            engine.write(second, values);
            assertThatThrownBy(program::run).isInstanceOf(CancellationException.class);
            engine.read(first, values);
            assertThat(values).containsExactly(1);
            engine.read(second, values);
            assertThat(values).containsExactly(0);
        }
    }

    @Test
    void writesConstantsWhenItIsCompiled() {
        try (OneDnnEngine engine = new OneDnnEngine()) {
            Tape tape = Tape.inference();
            Tensor x = tape.input("x", DType.FLOAT32, 3, 1);
            Tensor out = tape.output("out", 2, 1);
            tape.record(new SelectRows(x, tape.constant("rows", new int[] {2, 0}), out));
            Program program = Program.compile(tape, engine);
            engine.write(x, new float[] {5, 6, 7});
            program.run();
            float[] values = new float[2];
            engine.read(out, values);
            assertThat(values).containsExactly(7, 5);
        }
    }

    @Test
    void timesEachOfItsOps() {
        try (OneDnnEngine engine = new OneDnnEngine()) {
            Tape tape = Tape.inference();
            tape.record(new Fill(tape.output("a", 3), 1));
            tape.record(new Fill(tape.output("b", 3), 1));
            Program program = Program.compile(tape, engine);
            long[] nanos = new long[program.size()];
            program.runTimed(nanos);
            assertThat(nanos).hasSize(2).doesNotContain(0);
        }
    }

    @Test
    void countsFlopsAndActivationBytes() {
        try (OneDnnEngine engine = new OneDnnEngine()) {
            Tape tape = Tape.inference();
            Tensor a = tape.activation("a", 2, 3);
            Tensor b = tape.activation("b", 3, 4);
            tape.record(new Fill(a, 1));
            tape.record(new Fill(b, 1));
            tape.record(Matmul.product(a, false, b, false, tape.output("out", 2, 4), false));
            Program program = Program.compile(tape, engine);
            assertThat(program.flops()).isEqualTo(2 * 2 * 3 * 4);
            assertThat(program.activationBytes()).isEqualTo(2 * 64); // two cache lines
            assertThat(program.unsharedActivationBytes()).isEqualTo(2 * 64);
        }
    }

    @Test
    void rejectsAParameterThatHasNotBeenPlaced() {
        try (OneDnnEngine engine = new OneDnnEngine()) {
            Tape tape = Tape.inference();
            Tensor parameter = Tensor.create("w", DType.FLOAT32, Role.PARAMETER, Shape.of(3));
            tape.record(new Add(parameter, tape.output("out", 3), false));
            assertThatThrownBy(() -> Program.compile(tape, engine))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("memory: w: not placed, expected one that a compiled program uses");
        }
    }

    @Test
    void rejectsATapeThatWasCompiledBefore() {
        try (OneDnnEngine engine = new OneDnnEngine()) {
            Tape tape = Tape.inference();
            Tensor x = tape.activation("x", 3);
            tape.record(new Fill(x, 1));
            Program.compile(tape, engine);
            assertThatThrownBy(() -> Program.compile(tape, engine))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("place: x: placed before, expected once");
        }
    }
}
