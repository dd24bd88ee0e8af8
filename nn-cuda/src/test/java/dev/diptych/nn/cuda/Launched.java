package dev.diptych.nn.cuda;

import dev.diptych.nn.contract.TwoTowers;
import dev.diptych.nn.cuda.device.KernelCall;
import dev.diptych.nn.cuda.device.Parameter;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.op.Attention;
import dev.diptych.nn.op.AttentionGrad;
import dev.diptych.nn.optim.AdamW;
import dev.diptych.nn.optim.AdamWConfig;
import dev.diptych.nn.program.Precision;
import dev.diptych.nn.program.Program;
import dev.diptych.nn.program.Tape;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** What the engine launches. */
public final class Launched {
    private Launched() {}

    /** A launch's kernel and what it is passed, as assembly names types: {@code u64} for pointers and {@code long long}. */
    public record Signature(String source, String kernel, String types) {}

    /** The launches of a training step of {@code towers} in both precisions, and of attention at each usual head width. */
    public static List<Signature> byTraining(TwoTowers towers) {
        FakeGpu gpu = new FakeGpu(0);
        try (CudaEngine engine = new CudaEngine(gpu, CudaOptions.DEFAULT)) {
            Parameters.Block values = towers.initialize(engine);
            Parameters.Block gradients = towers.parameters().mirror("gradient", engine);
            AdamW optimiser = new AdamW(AdamWConfig.DEFAULT, engine, towers.parameters(), values, gradients);
            for (Precision precision : Precision.values()) {
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
        tape.record(new AttentionGrad(forward, tensors.get(4), scores, tensors.get(5), tensors.get(6), tensors.get(7)));
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
