package dev.diptych.nn.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.nn.cuda.FakeGpu.Library;
import dev.diptych.nn.cuda.device.Lane;
import dev.diptych.nn.cuda.device.ProductSpec.Epilogue;
import dev.diptych.nn.engine.DeviceMemoryException;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.op.Fill;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.op.WeightGrad;
import dev.diptych.nn.op.token.PatchGather;
import dev.diptych.nn.op.update.AdamWStep;
import dev.diptych.nn.program.Program;
import dev.diptych.nn.tape.Add;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Role;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the engine does beyond the contract that every engine meets. */
final class CudaEngineTest {
    private static final long GIBIBYTE = 1L << 30;
    private static final int LINEAR_RUNS = 3; // uncaptured, captured, and as a graph alone

    @Test
    void runsAProgramAsAGraphFromTheSecondTimeOn() {
        FakeGpu gpu = new FakeGpu(1);
        try (CudaEngine engine = new CudaEngine(gpu, CudaOptions.DEFAULT)) {
            Tape tape = Tape.inference();
            Tensor out = tape.output("out", 3);
            tape.record(new Fill(out, 2));
            Program program = Program.compile(tape, engine);
            for (int i = 0; i < 3; i++) {
                program.run();
            }
            assertThat(read(engine, out)).containsOnly(2);
            assertThat(gpu.graphRuns()).isEqualTo(2);
        }
    }

    @Test
    void aRegionGivesBackItsMemoryItsGraphsAndItsCopiesOfParameters() {
        FakeGpu gpu = new FakeGpu(5);
        try (CudaEngine engine = new CudaEngine(gpu, CudaOptions.DEFAULT)) {
            float[] first = narrow(engine);
            long free = gpu.freeBytes();
            assertThat(narrow(engine)).containsExactly(first);
            assertThat(gpu.freeBytes()).isEqualTo(free);
        }
    }

    /** A product in bfloat16 by a parameter, of which a copy is made, three times in a region. */
    private static float[] narrow(CudaEngine engine) {
        try (Engine region = engine.region()) {
            Tape tape = Tape.inference();
            Tensor x = tape.input("x", DType.BFLOAT16, 4, 16);
            Tensor weight = Tensor.create("weight", DType.FLOAT32, Role.PARAMETER, Shape.of(16, 16));
            weight.storage().place(region.allocate(DType.FLOAT32, 256), 0);
            Tensor out = tape.output("out", 4, 16);
            tape.record(Matmul.linear(x, weight, null, out));
            Program program = Program.compile(tape, region);
            float[] values = new float[256];
            for (int i = 0; i < values.length; i++) {
                values[i] = i % 7 - 3;
            }
            region.write(weight, values);
            Tensor ahead = tape.input("ahead", DType.FLOAT32, 256);
            ahead.storage().place(region.allocate(DType.FLOAT32, 256), 0);
            region.prefetch(ahead, values);
            region.write(x, Arrays.copyOf(values, 64));
            float[] result = new float[64];
            for (int i = 0; i < 3; i++) {
                program.run();
            }
            region.read(out, result);
            return result;
        }
    }

    @Test
    void addsBiasAndColumnSumsByKernelsWhereProductsCannot() {
        assertThat(linear(new FakeGpu(2, GIBIBYTE, Library.of(spec -> spec.epilogue() == Epilogue.NONE))))
                .containsExactly(linear(new FakeGpu(2)));
    }

    @Test
    void goesOnByKernelsWhereTheLibraryRefusesWhatItPlanned() {
        FakeGpu gpu = new FakeGpu(
                2, GIBIBYTE, new Library(spec -> true, spec -> spec.epilogue() == Epilogue.NONE, spec -> 1));
        assertThat(linear(gpu)).containsExactly(linear(new FakeGpu(2)));
        assertThat(gpu.products()).hasSize(2 * 2); // at the first run and in the capture
    }

    @Test
    void addsUpColumnsByAKernelWhereTheirProductLeavesMoreOfTheDeviceIdle() {
        record Case(double together, double alone, boolean fuses) {}
        List<Case> cases = List.of(
                new Case(0.14, 0.95, false),
                new Case(0.5, 0.55, true),
                new Case(1.05, 0.95, false), // a second wave for a twentieth of the tiles
                new Case(3.9, 3.1, true));
        for (Case c : cases) {
            FakeGpu gpu = new FakeGpu(
                    2,
                    GIBIBYTE,
                    new Library(
                            spec -> true,
                            spec -> true,
                            spec -> spec.epilogue() == Epilogue.SUM_B ? c.together : c.alone));
            assertThat(linear(gpu)).containsExactly(linear(new FakeGpu(2)));
            assertThat(gpu.products().stream().anyMatch(spec -> spec.epilogue() == Epilogue.SUM_B))
                    .as("%s", c)
                    .isEqualTo(c.fuses);
        }
    }

    /** A bias and a bias' gradient of which the library could not read 16 bytes at a time. */
    @Test
    void fusesNoVectorThatStartsOffSixteenBytes() {
        FakeGpu gpu = new FakeGpu(2);
        try (CudaEngine engine = new CudaEngine(gpu, CudaOptions.DEFAULT)) {
            Tape tape = Tape.inference();
            Tensor x = tape.input("x", DType.FLOAT32, 2, 1);
            Tensor weight = tape.input("weight", DType.FLOAT32, 2, 1);
            Tensor vectors = tape.input("vectors", DType.FLOAT32, 6);
            Tensor out = tape.output("out", 2, 2);
            Tensor dweight = tape.output("dweight", 2, 1);
            tape.record(Matmul.linear(x, weight, part(vectors, 1), out));
            tape.record(new WeightGrad(x, out, dweight, part(vectors, 3)));
            Program program = Program.compile(tape, engine);
            engine.write(x, new float[] {1, 10});
            engine.write(weight, new float[] {1, 2});
            engine.write(vectors, new float[] {0, 5, -5, 0, 0, 7});
            program.run();
            assertThat(read(engine, out)).containsExactly(6, -3, 15, 15);
            assertThat(read(engine, vectors)).containsExactly(0, 5, -5, 21, 12, 7);
            assertThat(gpu.products()).allMatch(spec -> spec.epilogue() == Epilogue.NONE);
        }
    }

    private static Tensor part(Tensor vectors, int from) {
        return new Tensor(vectors.storage(), Shape.of(2), 2, from);
    }

    @Test
    void pinsNothingBeforeValuesAreMoved() {
        FakeGpu gpu = new FakeGpu(3);
        try (CudaEngine engine = new CudaEngine(gpu, CudaOptions.DEFAULT)) {
            Tensor weight = parameter(engine);
            assertThat(gpu.pinned()).isZero();
            engine.write(weight, new float[] {1});
            assertThat(gpu.pinned()).isEqualTo(1);
            engine.write(weight, new float[] {2});
            engine.write(weight, new float[] {3});
            assertThat(read(engine, weight)).containsExactly(3);
            assertThat(gpu.pinned()).isEqualTo(2);
        }
    }

    /** Half the bytes where every program rounds what it cuts, all of them as soon as one does not. */
    @Test
    void bringsImagesAheadAsTheyAreCut() {
        float[] values = new float[3 * 8 * 8];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(i);
        }
        for (boolean wide : new boolean[] {false, true}) {
            FakeGpu gpu = new FakeGpu(4);
            try (CudaEngine engine = new CudaEngine(gpu, CudaOptions.DEFAULT)) {
                Tape tape = Tape.inference();
                Tensor images = tape.input("images", DType.FLOAT32, 1, 3, 8, 8);
                Tensor cut = tape.activation(DType.BFLOAT16, "cut", 4, 48);
                Tensor out = tape.output("out", 4, 48);
                tape.record(new PatchGather(images, 4, cut));
                tape.record(new Add(cut, out, false));
                Program program = Program.compile(tape, engine);
                if (wide) {
                    Tape other = Tape.inference();
                    other.record(new PatchGather(images, 4, other.output("whole", 4, 48)));
                    Program.compile(other, engine);
                }
                engine.write(images, values);
                program.run();
                float[] expected = read(engine, out);
                for (int i = 0; i < 3; i++) {
                    engine.prefetch(images, values);
                    engine.write(images, values);
                    program.run();
                    assertThat(read(engine, out)).containsExactly(expected);
                }
                assertThat(gpu.uploaded(Lane.COPY)).isEqualTo(3L * values.length * (wide ? 4 : 2));
            }
        }
    }

    @Test
    void saysSoWhereThereIsNoAlgorithm() {
        assertThatThrownBy(() -> linear(new FakeGpu(3, GIBIBYTE, Library.of(spec -> false))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no algorithm in cuBLASLt");
    }

    @Test
    void tellsWhatIsAskedAndWhatIsFreeBeforeAnythingIsTaken() {
        FakeGpu gpu = new FakeGpu(4, 300L << 20, Library.COMPLETE);
        try (CudaEngine engine = new CudaEngine(gpu, CudaOptions.DEFAULT)) {
            Tape tape = Tape.inference();
            Tensor out = tape.output("out", 64 << 20);
            tape.record(new Fill(out, 0));
            assertThatThrownBy(() -> Program.compile(tape, engine))
                    .isInstanceOf(DeviceMemoryException.class)
                    .hasMessage("allocate: 256 MiB asked, 300 MiB free of 1024 MiB on Fake H100, expected as much as"
                            + " is asked");
            assertThat(gpu.freeBytes()).isEqualTo(300L << 20);
        }
    }

    @Test
    void productsSeeWhatTheHostWroteToAParameter() {
        try (CudaEngine engine = new CudaEngine(new FakeGpu(5), CudaOptions.DEFAULT)) {
            Weighted weighted = new Weighted(engine);
            for (float weight : new float[] {1, 2, 3, 4}) {
                engine.write(weighted.weight, new float[] {weight});
                weighted.program.run();
                assertThat(read(engine, weighted.out)).containsExactly(weight);
            }
        }
    }

    @Test
    void productsSeeWhatTheOptimiserWroteThoughItWasCapturedBefore() {
        try (CudaEngine engine = new CudaEngine(new FakeGpu(6), CudaOptions.DEFAULT)) {
            Tensor weight = parameter(engine);
            Tape tape = Tape.inference();
            Tensor schedule = tape.input("schedule", DType.FLOAT32, 3);
            Tensor factor = tape.input("factor", DType.FLOAT32, 1);
            Tensor gradient = tape.input("gradient", DType.FLOAT32, 1);
            Tensor first = tape.input("first", DType.FLOAT32, 1);
            Tensor second = tape.input("second", DType.FLOAT32, 1);
            tape.record(new AdamWStep(weight, gradient, first, second, schedule, factor, factor, 0, 0, 1e-6f, 0, 1));
            Program update = Program.compile(tape, engine);
            engine.write(schedule, new float[] {1, 1, 1});
            engine.write(factor, new float[] {1});
            engine.write(gradient, new float[] {-4});
            engine.write(weight, new float[] {0});
            for (int i = 0; i < 3; i++) {
                update.run(); // adds 1
            }
            Weighted weighted = new Weighted(engine, weight);
            for (int i = 4; i < 8; i++) {
                update.run();
                weighted.program.run();
                assertThat(read(engine, weighted.out)).containsExactly(i);
            }
        }
    }

    @Test
    void refusesArraysOfAnotherLength() {
        try (CudaEngine engine = new CudaEngine(new FakeGpu(7), CudaOptions.DEFAULT)) {
            Tensor weight = parameter(engine);
            assertThatThrownBy(() -> engine.write(weight, new float[2]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("2 values");
            assertThatThrownBy(() -> engine.read(weight, new float[0])).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void timesEachOp() {
        try (CudaEngine engine = new CudaEngine(new FakeGpu(8), CudaOptions.DEFAULT)) {
            long[] nanos = new long[1];
            new Weighted(engine).program.runTimed(nanos);
            assertThat(nanos).containsExactly(1_000_000);
        }
    }

    @Test
    void movesMoreThanAPinnedBufferHolds() {
        try (CudaEngine engine = new CudaEngine(new FakeGpu(9), CudaOptions.DEFAULT)) {
            int length = (9 << 20) + 3;
            Tensor tensor = Tensor.create("long", DType.FLOAT32, Role.INPUT, Shape.of(length));
            tensor.storage().place(engine.allocate(DType.FLOAT32, length), 0);
            float[] values = new float[length];
            for (int i = 0; i < length; i++) {
                values[i] = i;
            }
            engine.write(tensor, values);
            assertThat(Arrays.equals(read(engine, tensor), values)).isTrue(); // without boxing twenty million
        }
    }

    /** A product with bias, and both of its gradients, in bfloat16. */
    private static float[] linear(FakeGpu gpu) {
        try (CudaEngine engine = new CudaEngine(gpu, CudaOptions.DEFAULT)) {
            Tape tape = Tape.inference();
            Tensor x = tape.input("x", DType.BFLOAT16, 2, 3);
            Tensor weight = tape.input("weight", DType.BFLOAT16, 2, 3);
            Tensor bias = tape.input("bias", DType.FLOAT32, 2);
            Tensor out = tape.output("out", 2, 2);
            Tensor dweight = tape.output("dweight", 2, 3);
            Tensor dbias = tape.output("dbias", 2);
            tape.record(Matmul.linear(x, weight, bias, out));
            tape.record(new WeightGrad(x, tape.as(DType.BFLOAT16, out), dweight, dbias));
            Program program = Program.compile(tape, engine);
            engine.write(x, new float[] {1, 2, 3, 4, 5, 6});
            engine.write(weight, new float[] {1, 0, -1, 2, 1, 0});
            engine.write(bias, new float[] {0.5f, -8});
            for (int i = 0; i < LINEAR_RUNS; i++) {
                program.run();
            }
            float[] all = new float[12];
            System.arraycopy(read(engine, out), 0, all, 0, 4);
            System.arraycopy(read(engine, dweight), 0, all, 4, 6);
            System.arraycopy(read(engine, dbias), 0, all, 10, 2);
            return all;
        }
    }

    private static Tensor parameter(CudaEngine engine) {
        Tensor weight = Tensor.create("weight", DType.FLOAT32, Role.PARAMETER, Shape.of(1, 1));
        weight.storage().place(engine.allocate(DType.FLOAT32, 1), 0);
        return weight;
    }

    private static float[] read(CudaEngine engine, Tensor tensor) {
        float[] values = new float[Math.toIntExact(tensor.shape().elements())];
        engine.read(tensor, values);
        return values;
    }

    /** One times a weight, in bfloat16. */
    private static final class Weighted {
        private final Tensor weight;
        private final Tensor out;
        private final Program program;

        Weighted(CudaEngine engine) {
            this(engine, parameter(engine));
        }

        Weighted(CudaEngine engine, Tensor weight) {
            this.weight = weight;
            Tape tape = Tape.inference();
            Tensor one = tape.input("one", DType.BFLOAT16, 1, 1);
            out = tape.output("out", 1, 1);
            tape.record(Matmul.linear(one, weight, null, out));
            program = Program.compile(tape, engine);
            engine.write(one, new float[] {1});
        }
    }
}
