package dev.diptych.bench.op;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.program.Program;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tape.Tape;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One primitive as a program of its own, on one engine. JMH makes a process for each combination of parameters. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
public class PrimitiveBenchmark {
    /** The primitive. */
    @Param
    public OpCase op = OpCase.ADD;

    /** The model that its sizes are from. */
    @Param
    public Sizes sizes = Sizes.SMALL;

    /** What computes. */
    @Param
    public EngineKind engine = EngineKind.ONEDNN;

    /** How many threads compute. */
    @Param("2")
    public int threads = 2;

    private Runnable work = () -> {};
    private Runnable end = () -> {};

    /** Makes the engine and binds the primitive. */
    @Setup
    public void bind() {
        Engine opened = engine.open(threads);
        end = opened::close;
        Operands operands = new Operands();
        Primitive primitive = op.primitive(operands, sizes);
        operands.place(opened);
        Tape tape = Tape.inference();
        tape.record(primitive);
        work = Program.compile(tape, opened)::run;
    }

    /** Runs the primitive once. */
    @Benchmark
    public void run() {
        work.run();
    }

    /** Closes the engine. */
    @TearDown
    public void close() {
        end.run();
    }
}
