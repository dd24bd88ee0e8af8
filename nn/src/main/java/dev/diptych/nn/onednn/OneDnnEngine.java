package dev.diptych.nn.onednn;

import dev.diptych.nn.cpu.Buffers;
import dev.diptych.nn.cpu.CpuKernels;
import dev.diptych.nn.cpu.Workers;
import dev.diptych.nn.engine.Devices;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.engine.UnusableDeviceException;
import dev.diptych.nn.onednn.isa.InstructionSet;
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
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Memory;
import dev.diptych.nn.tensor.Tensor;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.ShortBuffer;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Runs programs on the CPU by oneDNN, and by Java kernels where oneDNN has no primitive. */
public final class OneDnnEngine implements Engine, Buffers {
    private final Dnnl dnnl;
    private final Map<Tensor, FloatBuffer> hostFloats = new IdentityHashMap<>(); // so that steps allocate no views
    private final Map<Tensor, IntBuffer> hostInts = new IdentityHashMap<>();
    private final InstructionSet set;
    private final Workers workers;
    private final CpuKernels kernels;
    private final Elementwise elementwise;
    private final Products products;
    private final AttentionOps attention;
    private final Normalization normalization;

    /**
     * An engine with {@link Devices#threads()} threads.
     *
     * @throws UnusableDeviceException if it fails its {@linkplain SelfTest self-test}
     */
    public OneDnnEngine() {
        this(Devices.threads());
    }

    /**
     * An engine with a number of threads.
     *
     * @param threads at least 1; the same number gives the same bits
     * @throws UnusableDeviceException if it fails its {@linkplain SelfTest self-test}
     */
    public OneDnnEngine(int threads) {
        this(SelfTest.verdict().inForce(), threads);
    }

    /** An engine for the self-test. */
    OneDnnEngine(InstructionSet set, int threads) {
        this.set = set;
        this.dnnl = new Dnnl(threads);
        this.elementwise = new Elementwise(dnnl);
        this.products = new Products(dnnl);
        this.attention = new AttentionOps(dnnl, elementwise);
        this.normalization = new Normalization(dnnl, elementwise);
        this.workers = new Workers(threads);
        this.kernels = new CpuKernels(this, workers);
    }

    @Override
    public String name() {
        return "onednn";
    }

    @Override
    public boolean multiplies(DType dtype) {
        return set.multiplies(dtype);
    }

    @Override
    public boolean computes(DType dtype) {
        return set.computes(dtype);
    }

    @Override
    public Memory allocate(DType dtype, long elements) {
        return dnnl.allocate(dtype, elements);
    }

    @Override
    public void write(Tensor tensor, float[] source) {
        if (tensor.dtype() == DType.FLOAT32) {
            hostFloats(tensor).put(0, source);
        } else {
            memory(tensor).write(tensor, source);
        }
    }

    @Override
    public void write(Tensor tensor, int[] source) {
        IntBuffer known = hostInts.get(tensor);
        if (known == null) {
            known = ints(tensor);
            hostInts.put(tensor, known);
        }
        known.put(0, source);
    }

    @Override
    public void read(Tensor tensor, float[] target) {
        if (tensor.dtype() == DType.FLOAT32) {
            hostFloats(tensor).get(0, target);
        } else {
            memory(tensor).read(tensor, target);
        }
    }

    @Override
    public FloatBuffer floats(Tensor tensor) {
        return memory(tensor).floats(tensor);
    }

    @Override
    public ShortBuffer halves(Tensor tensor) {
        return memory(tensor).halves(tensor);
    }

    @Override
    public IntBuffer ints(Tensor tensor) {
        return memory(tensor).ints(tensor);
    }

    @Override
    public Op sequence(List<Op> ops, BooleanSupplier stop) {
        Op all = Engine.super.sequence(ops, stop);
        return () -> {
            dnnl.enter();
            all.run();
        };
    }

    @Override
    public void time(List<Op> ops, long[] nanos) {
        dnnl.enter();
        Engine.super.time(ops, nanos);
    }

    @Override
    public void finish() {
        dnnl.finish();
    }

    @Override
    public void close() {
        dnnl.close();
        workers.close();
    }

    @Override
    public Op bind(Fill op) {
        return kernels.bind(op);
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
        return op.x().dtype() == DType.FLOAT32 ? kernels.bind(op) : products.columnSum(op);
    }

    @Override
    public Op bind(Add op) {
        return elementwise.add(op);
    }

    @Override
    public Op bind(LayerNorm op) {
        return normalization.layerNorm(op);
    }

    @Override
    public Op bind(LayerNormGrad op) {
        return normalization.layerNormGrad(op);
    }

    @Override
    public Op bind(Activation op) {
        return elementwise.activation(op);
    }

    @Override
    public Op bind(ActivationGrad op) {
        return elementwise.activationGrad(op);
    }

    @Override
    public Op bind(Attention op) {
        return attention.attention(op);
    }

    @Override
    public Op bind(AttentionGrad op) {
        return attention.attentionGrad(op);
    }

    @Override
    public Op bind(Embedding op) {
        return kernels.bind(op);
    }

    @Override
    public Op bind(EmbeddingGrad op) {
        return kernels.bind(op);
    }

    @Override
    public Op bind(PatchGather op) {
        return elementwise.patches(op);
    }

    @Override
    public Op bind(PrependClass op) {
        return kernels.bind(op);
    }

    @Override
    public Op bind(PrependClassGrad op) {
        return kernels.bind(op);
    }

    @Override
    public Op bind(AddPositions op) {
        return elementwise.addPositions(op);
    }

    @Override
    public Op bind(AverageTokens op) {
        return kernels.bind(op);
    }

    @Override
    public Op bind(AverageTokensGrad op) {
        return kernels.bind(op);
    }

    @Override
    public Op bind(LayerScale op) {
        return kernels.bind(op);
    }

    @Override
    public Op bind(LayerScaleGrad op) {
        return kernels.bind(op);
    }

    @Override
    public Op bind(Repeat op) {
        return kernels.bind(op);
    }

    @Override
    public Op bind(SelectRows op) {
        return kernels.bind(op);
    }

    @Override
    public Op bind(SelectRowsGrad op) {
        return kernels.bind(op);
    }

    @Override
    public Op bind(L2Normalize op) {
        return kernels.bind(op);
    }

    @Override
    public Op bind(L2NormalizeGrad op) {
        return kernels.bind(op);
    }

    @Override
    public Op bind(InfoNce op) {
        return kernels.bind(op);
    }

    @Override
    public Op bind(SigmoidLoss op) {
        return kernels.bind(op);
    }

    @Override
    public Op bind(GradientNorm op) {
        return kernels.bind(op);
    }

    @Override
    public Op bind(Guard op) {
        return kernels.bind(op);
    }

    @Override
    public Op bind(Clamp op) {
        return kernels.bind(op);
    }

    @Override
    public Op bind(AdamWStep op) {
        return kernels.bind(op);
    }

    private FloatBuffer hostFloats(Tensor tensor) {
        FloatBuffer known = hostFloats.get(tensor);
        if (known == null) {
            known = floats(tensor);
            hostFloats.put(tensor, known);
        }
        return known;
    }

    private static NativeMemory memory(Tensor tensor) {
        return (NativeMemory) tensor.storage().memory();
    }
}
