package dev.diptych.nn.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.nn.onednn.OneDnnEngine;
import dev.diptych.nn.op.Fill;
import dev.diptych.nn.tape.Add;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Role;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LoweringTest {
    /** {@code out = 4 x}, which no engine has a kernel for, as twice what is twice. */
    private record Fourfold(Tensor x, Tensor out) implements Primitive {
        @Override
        public List<Tensor> reads() {
            return List.of(x);
        }

        @Override
        public List<Tensor> writes() {
            return List.of(out);
        }

        @Override
        public List<Primitive> parts() {
            Tensor twice = Tensor.create("twice", DType.FLOAT32, Role.ACTIVATION, x.shape());
            return List.of(new Twofold(x, twice), new Twofold(twice, out));
        }
    }

    private record Twofold(Tensor x, Tensor out) implements Primitive {
        @Override
        public List<Tensor> reads() {
            return List.of(x);
        }

        @Override
        public List<Tensor> writes() {
            return List.of(out);
        }

        @Override
        public List<Primitive> parts() {
            return List.of(new Fill(out, 0), new Add(x, out, true), new Add(x, out, true));
        }
    }

    private record Unknown(Tensor out) implements Primitive {
        @Override
        public List<Tensor> reads() {
            return List.of();
        }

        @Override
        public List<Tensor> writes() {
            return List.of(out);
        }
    }

    @Test
    void whatAnEngineHasNoKernelForRunsAsItsParts() {
        try (OneDnnEngine engine = new OneDnnEngine()) {
            Tape tape = Tape.inference();
            Tensor x = tape.input("x", DType.FLOAT32, 3);
            Tensor out = tape.output("out", 3);
            tape.record(new Fourfold(x, out));
            Program program = Program.compile(tape, engine);
            engine.write(x, new float[] {1, -2, 0.5f});
            program.run();
            float[] values = new float[3];
            engine.read(out, values);
            assertThat(values).containsExactly(4, -8, 2);
            assertThat(program.size()).isEqualTo(6);
        }
    }

    @Test
    void whatHasNeitherKernelNorPartsIsNamed() {
        try (OneDnnEngine engine = new OneDnnEngine()) {
            Tape tape = Tape.inference();
            tape.record(new Unknown(tape.output("out", 1)));
            assertThatThrownBy(() -> Program.compile(tape, engine))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("program: LoweringTestUnknown: onednn has no kernel for it, expected one or parts");
        }
    }
}
