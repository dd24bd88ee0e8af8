package dev.diptych.nn.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.program.Program;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;
import java.util.function.Supplier;

final class RegionContractTest {
    @EngineTest
    void aRegionReadsWhatItsEngineHoldsAndLeavesItWhenItIsClosed(Supplier<Engine> engines) {
        try (Engine engine = engines.get()) {
            Tape tape = Tape.inference();
            Tensor x = tape.input("x", DType.FLOAT32, 2, 2);
            Tensor squared = tape.output("squared", 2, 2);
            tape.record(Matmul.product(x, false, x, false, squared, false));
            Program outer = Program.compile(tape, engine);
            engine.write(x, new float[] {1, 2, 3, 4});
            for (int round = 0; round < 2; round++) {
                try (Engine region = engine.region()) {
                    Tape inner = Tape.inference();
                    Tensor cubed = inner.output("cubed", 2, 2);
                    inner.record(Matmul.product(squared, false, x, false, cubed, false));
                    Program program = Program.compile(inner, region);
                    outer.run();
                    program.run();
                    float[] values = new float[4];
                    region.read(cubed, values);
                    assertThat(values).containsExactly(37, 54, 81, 118);
                }
            }
            outer.run();
            float[] values = new float[4];
            engine.read(squared, values);
            assertThat(values).containsExactly(7, 10, 15, 22);
        }
    }

    /** That it has closed it, memory tells: each engine's own test. */
    @EngineTest
    void aRegionMayBeClosedAfterItsEngine(Supplier<Engine> engines) {
        Engine region;
        try (Engine engine = engines.get()) {
            region = engine.region();
            region.region().allocate(DType.FLOAT32, 16);
            region.allocate(DType.FLOAT32, 16);
        }
        assertThatCode(region::close).doesNotThrowAnyException();
    }
}
