package dev.diptych.nn.cuda;

import dev.diptych.nn.contract.TwoTowers;
import dev.diptych.nn.cuda.device.KernelCall;
import dev.diptych.nn.cuda.device.Parameter;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.op.Attention;
import dev.diptych.nn.op.LayerScale;
import dev.diptych.nn.op.token.AddPositions;
import dev.diptych.nn.op.token.AverageTokens;
import dev.diptych.nn.op.token.PatchGather;
import dev.diptych.nn.op.token.PrependClass;
import dev.diptych.nn.op.token.Repeat;
import dev.diptych.nn.optim.Bound;
import dev.diptych.nn.optim.Optimizer;
import dev.diptych.nn.optim.OptimizerConfig;
import dev.diptych.nn.optim.Readout;
import dev.diptych.nn.program.Program;
import dev.diptych.nn.tape.Precision;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/** What the engine launches. */
public final class Launched {
    private Launched() {}

    /** A launch's kernel and what it is passed, as assembly names types: {@code u64} for pointers and {@code long long}. */
    public record Signature(String source, String kernel, String types) {}

    /**
     * The launches of a training step of {@code towers} in both precisions, of attention at each usual head width, and of
     * what other towers have.
     */
    public static List<Signature> byTraining(TwoTowers towers) {
        FakeGpu gpu = new FakeGpu(0);
        try (CudaEngine engine = new CudaEngine(gpu, CudaOptions.DEFAULT)) {
            Parameters.Block values = towers.initialize(engine);
            Parameters.Block gradients = towers.parameters().mirror("gradient", engine);
            Optimizer optimiser = new Optimizer(
                    OptimizerConfig.DEFAULT,
                    engine,
                    towers.parameters(),
                    values,
                    gradients,
                    new Readout(1),
                    List.of(new Bound(values.tensor("log scale"), 0, 4.6)));
            for (Precision precision : EnumSet.range(Precision.FP32, Precision.AMP_BF16)) {
                Tape tape = Tape.training(precision).on(engine);
                towers.parameters()
                        .entries()
                        .forEach(entry -> tape.gradientOf(
                                entry.tensor().storage(),
                                gradients.tensor(entry.name()).storage()));
                TwoTowers.Recording recording = towers.record(tape, true, true);
                tape.backward();
                Program program = Program.compile(tape, engine);
                recording.write(engine);
                program.run();
                optimiser.step(1e-3);
            }
            for (int head : new int[] {32, 64, 80, 96, 112, 128}) {
                Program.compile(attention(engine, head), engine);
            }
            for (DType dtype : new DType[] {DType.FLOAT32, DType.BFLOAT16}) {
                for (int width : new int[] {7, 8}) {
                    Program.compile(others(dtype, width), engine);
                }
            }
            engine.finish();
            return gpu.prepared().stream().map(Launched::signature).toList();
        }
    }

    private static Tape attention(CudaEngine engine, int head) {
        Tape tape = Tape.training(Precision.AMP_BF16).on(engine);
        List<Tensor> tensors = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            tensors.add(tape.activation(DType.BFLOAT16, "operand", 2, 5, 2 * head));
        }
        Attention forward = Attention.of(
                tape, "attention", tensors.get(0), tensors.get(1), tensors.get(2), 2, true, null, tensors.get(3));
        tape.record(forward);
        Tensor scores = tape.activation(
                DType.FLOAT32, "scores", forward.probabilities().shape().toArray());
        tape.record(
                new Attention.Grad(forward, tensors.get(4), scores, tensors.get(5), tensors.get(6), tensors.get(7)));
        return tape;
    }

    /** What {@link TwoTowers} does without, by runs of elements and one by one. */
    private static Tape others(DType dtype, int width) {
        Tape tape = Tape.inference();
        Tensor x = tape.activation(dtype, "x", 2, 5, width);
        Tensor stream = tape.activation("stream", 2, 5, width);
        Tensor positions = tape.activation("positions", 5, width);
        Tensor vector = tape.activation("vector", width);
        Tensor mean = tape.activation(dtype, "mean", 2, 1, width);
        tape.record(new AddPositions(stream, positions, stream));
        tape.record(new Repeat(positions, x));
        tape.record(new AverageTokens(x, 1, mean));
        tape.record(new AverageTokens.Grad(mean, 1, x, true));
        tape.record(new LayerScale(x, vector, stream, stream));
        tape.record(new LayerScale.Grad(x, vector, stream, x, vector, true));
        tape.record(new PatchGather(
                tape.activation("images", 1, 3, 2 * width, 2 * width),
                width,
                tape.activation(dtype, "patches", 4, 3 * width * width)));
        tape.record(new PrependClass.Grad(stream, tape.activation("tokens", 2, 4, width), vector, null, true));
        return tape;
    }

    private static Signature signature(KernelCall call) {
        FakeGpu.Named kernel = (FakeGpu.Named) call.kernel();
        List<String> types = call.parameters().stream().map(Launched::type).toList();
        return new Signature(kernel.source(), kernel.name(), String.join(" ", types));
    }

    private static String type(Parameter parameter) {
        if (parameter instanceof Parameter.Int) {
            return "u32";
        }
        return parameter instanceof Parameter.Float ? "f32" : "u64";
    }
}
