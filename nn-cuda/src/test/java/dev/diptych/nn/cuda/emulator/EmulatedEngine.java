package dev.diptych.nn.cuda.emulator;

import dev.diptych.nn.cuda.kernel.Kernels;
import dev.diptych.nn.cuda.kernel.Launch;
import dev.diptych.nn.cuda.kernel.Target;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.op.Activation;
import dev.diptych.nn.op.ActivationGrad;
import dev.diptych.nn.op.Add;
import dev.diptych.nn.op.AddPositions;
import dev.diptych.nn.op.Attention;
import dev.diptych.nn.op.AttentionGrad;
import dev.diptych.nn.op.AverageTokens;
import dev.diptych.nn.op.AverageTokensGrad;
import dev.diptych.nn.op.ColumnSum;
import dev.diptych.nn.op.Embedding;
import dev.diptych.nn.op.EmbeddingGrad;
import dev.diptych.nn.op.Fill;
import dev.diptych.nn.op.InfoNce;
import dev.diptych.nn.op.L2Normalize;
import dev.diptych.nn.op.L2NormalizeGrad;
import dev.diptych.nn.op.LayerNorm;
import dev.diptych.nn.op.LayerNormGrad;
import dev.diptych.nn.op.LayerScale;
import dev.diptych.nn.op.LayerScaleGrad;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.op.PatchGather;
import dev.diptych.nn.op.PrependClass;
import dev.diptych.nn.op.PrependClassGrad;
import dev.diptych.nn.op.Repeat;
import dev.diptych.nn.op.SelectRows;
import dev.diptych.nn.op.SelectRowsGrad;
import dev.diptych.nn.op.SigmoidLoss;
import dev.diptych.nn.op.WeightGrad;
import dev.diptych.nn.op.update.AdamWStep;
import dev.diptych.nn.op.update.Clamp;
import dev.diptych.nn.op.update.GradientNorm;
import dev.diptych.nn.op.update.Guard;
import dev.diptych.nn.tensor.BFloat16;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Memory;
import dev.diptych.nn.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs each primitive's launches in the emulator; products, which are no kernels of ours, are {@link PlainProducts}. */
public final class EmulatedEngine implements Engine {
    private final String name;
    private final Emulator emulator;
    private final List<Long> allocated = new ArrayList<>();
    private final PlainProducts products = new PlainProducts(this);
    private final Kernels kernels = new Kernels(Target.H100);

    /** @param reversed whether threads run from the last to the first and asynchronous copies happen at once */
    public EmulatedEngine(boolean reversed) {
        this.name = reversed ? "emulated, reversed" : "emulated";
        this.emulator = Emulator.of(reversed);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean multiplies(DType dtype) {
        return true;
    }

    @Override
    public Memory allocate(DType dtype, long elements) {
        return new EmulatedMemory(dtype, elements, allocate(elements * dtype.bytes()));
    }

    private long allocate(long bytes) {
        long address = emulator.allocate(bytes);
        allocated.add(address);
        return address;
    }

    @Override
    public void write(Tensor tensor, float[] source) {
        byte[] copy = new byte[source.length * tensor.dtype().bytes()];
        ByteBuffer bytes = littleEndian(copy);
        for (float value : source) {
            if (tensor.dtype() == DType.BFLOAT16) {
                bytes.putShort(BFloat16.of(value));
            } else {
                bytes.putFloat(value);
            }
        }
        emulator.write(Emulator.address(tensor), copy);
    }

    @Override
    public void write(Tensor tensor, int[] source) {
        byte[] copy = new byte[source.length * Integer.BYTES];
        ByteBuffer bytes = littleEndian(copy);
        for (int value : source) {
            bytes.putInt(value);
        }
        emulator.write(Emulator.address(tensor), copy);
    }

    @Override
    public void read(Tensor tensor, float[] target) {
        byte[] read = emulator.read(
                Emulator.address(tensor), target.length * tensor.dtype().bytes());
        ByteBuffer bytes = littleEndian(read);
        for (int i = 0; i < target.length; i++) {
            target[i] = tensor.dtype() == DType.BFLOAT16 ? BFloat16.toFloat(bytes.getShort()) : bytes.getFloat();
        }
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** An op whose scratch memory is as large as the launches say, and holds NaN before each run. */
    public Op run(List<Launch> launches) {
        int bytes = Math.toIntExact(Launch.scratchBytes(launches));
        long scratch = allocate(bytes);
        byte[] garbage = new byte[bytes];
        Arrays.fill(garbage, (byte) 0xff);
        return () -> {
            emulator.write(scratch, garbage);
            launches.forEach(launch -> emulator.run(launch, scratch));
        };
    }

    public Kernels kernels() {
        return kernels;
    }

    @Override
    public void finish() {}

    @Override
    public void close() {
        allocated.forEach(emulator::release);
        allocated.clear();
    }

    @Override
    public Op bind(Matmul op) {
        return products.matmul(op);
    }

    @Override
    public Op bind(WeightGrad op) {
        return products.weightGrad(op);
    }

    @Override
    public Op bind(ColumnSum op) {
        return run(kernels.of(op));
    }

    @Override
    public Op bind(Add op) {
        return run(kernels.of(op));
    }

    @Override
    public Op bind(Fill op) {
        return run(kernels.of(op));
    }

    @Override
    public Op bind(LayerNorm op) {
        return run(kernels.of(op));
    }

    @Override
    public Op bind(LayerNormGrad op) {
        return run(kernels.of(op));
    }

    @Override
    public Op bind(Activation op) {
        return run(kernels.of(op));
    }

    @Override
    public Op bind(ActivationGrad op) {
        return run(kernels.of(op));
    }

    @Override
    public Op bind(Attention op) {
        return run(kernels.of(op));
    }

    @Override
    public Op bind(AttentionGrad op) {
        return run(kernels.of(op));
    }

    @Override
    public Op bind(Embedding op) {
        return run(kernels.of(op));
    }

    @Override
    public Op bind(EmbeddingGrad op) {
        return run(kernels.of(op));
    }

    @Override
    public Op bind(PatchGather op) {
        return run(kernels.of(op));
    }

    @Override
    public Op bind(PrependClass op) {
        return run(kernels.of(op));
    }

    @Override
    public Op bind(PrependClassGrad op) {
        return run(kernels.of(op));
    }

    @Override
    public Op bind(AddPositions op) {
        return run(kernels.of(op));
    }

    @Override
    public Op bind(Repeat op) {
        return run(kernels.of(op));
    }

    @Override
    public Op bind(AverageTokens op) {
        return run(kernels.of(op));
    }

    @Override
    public Op bind(AverageTokensGrad op) {
        return run(kernels.of(op));
    }

    @Override
    public Op bind(LayerScale op) {
        return run(kernels.of(op));
    }

    @Override
    public Op bind(LayerScaleGrad op) {
        return run(kernels.of(op));
    }

    @Override
    public Op bind(SelectRows op) {
        return run(kernels.of(op));
    }

    @Override
    public Op bind(SelectRowsGrad op) {
        return run(kernels.of(op));
    }

    @Override
    public Op bind(L2Normalize op) {
        return run(kernels.of(op));
    }

    @Override
    public Op bind(L2NormalizeGrad op) {
        return run(kernels.of(op));
    }

    @Override
    public Op bind(InfoNce op) {
        return run(kernels.of(op));
    }

    @Override
    public Op bind(SigmoidLoss op) {
        return run(kernels.of(op));
    }

    @Override
    public Op bind(GradientNorm op) {
        return run(kernels.of(op));
    }

    @Override
    public Op bind(Guard op) {
        return run(kernels.of(op));
    }

    @Override
    public Op bind(Clamp op) {
        return run(kernels.of(op));
    }

    @Override
    public Op bind(AdamWStep op) {
        return run(kernels.of(op, null));
    }
}
