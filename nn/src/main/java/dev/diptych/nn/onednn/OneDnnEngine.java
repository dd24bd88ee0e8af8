package dev.diptych.nn.onednn;

import dev.diptych.nn.cpu.Buffers;
import dev.diptych.nn.cpu.CpuKernels;
import dev.diptych.nn.cpu.Workers;
import dev.diptych.nn.cpu.packed.PackedKernels;
import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.engine.Devices;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.engine.Regions;
import dev.diptych.nn.engine.UnusableDeviceException;
import dev.diptych.nn.onednn.isa.InstructionSet;
import dev.diptych.nn.onednn.isa.Settlement;
import dev.diptych.nn.op.ColumnSum;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Memory;
import dev.diptych.nn.tensor.Tensor;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.ShortBuffer;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Runs programs on the CPU by oneDNN, and by Java kernels where oneDNN has no primitive. */
public final class OneDnnEngine implements Engine, Buffers {
    private final Dnnl dnnl;
    private final Map<Tensor, FloatBuffer> hostFloats = new IdentityHashMap<>(); // so that steps allocate no views
    private final Map<Tensor, IntBuffer> hostInts = new IdentityHashMap<>();
    private final InstructionSet set;
    private final Workers workers;
    private final Bindings<Op> bindings = new Bindings<>();
    private final @Nullable OneDnnEngine parent;
    private final Regions regions = new Regions();

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
        this(set, new Dnnl(threads), new Workers(threads), null);
    }

    private OneDnnEngine(InstructionSet set, Dnnl dnnl, Workers workers, @Nullable OneDnnEngine parent) {
        this.set = set;
        this.dnnl = dnnl;
        this.workers = workers;
        this.parent = parent;
        CpuKernels.offer(bindings, this, workers);
        PackedKernels.offer(bindings, this, this, workers);
        Elementwise elementwise = new Elementwise(dnnl);
        elementwise.offer(bindings);
        new AttentionOps(dnnl, elementwise).offer(bindings);
        new Normalization(dnnl, elementwise).offer(bindings);
        Products products = new Products(dnnl);
        products.offer(bindings);
        if (set.quantizes()) {
            new QuantizedProducts(dnnl, workers).offer(bindings);
        }
        bindings.on(
                ColumnSum.class,
                op -> op.x().dtype() == DType.FLOAT32
                        ? CpuKernels.columnSum(op, this, workers)
                        : products.columnSum(op));
    }

    @Override
    public String name() {
        return "onednn";
    }

    @Override
    public String identity() {
        return String.join(
                "\n", name(), Settlement.machine(OneDnnEngine.class), set.name(), dnnl.threads() + " threads");
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
    public boolean quantizes() {
        return set.quantizes();
    }

    @Override
    public boolean packsSequences() {
        return true;
    }

    @Override
    public Memory allocate(DType dtype, long elements) {
        return dnnl.allocate(dtype, elements);
    }

    @Override
    public void write(Tensor tensor, float[] source) {
        if (tensor.dtype() == DType.FLOAT32) {
            memory(tensor).beforeWrite(tensor);
            hostFloats(tensor).put(0, source);
        } else {
            memory(tensor).write(tensor, source);
        }
    }

    @Override
    public void write(Tensor tensor, int[] source) {
        IntBuffer known = hostInts.get(tensor);
        if (known == null) {
            known = memory(tensor).hostInts(tensor);
            hostInts.put(tensor, known);
        }
        known.put(0, source);
    }

    @Override
    public void read(Tensor tensor, float[] target) {
        if (tensor.dtype() == DType.FLOAT32) {
            memory(tensor).beforeRead(tensor);
            hostFloats(tensor).get(0, target);
        } else {
            memory(tensor).read(tensor, target);
        }
    }

    @Override
    public void readBits(Tensor tensor, int[] target) {
        memory(tensor).beforeRead(tensor);
        memory(tensor).hostInts(tensor).get(0, target);
    }

    @Override
    public FloatBuffer host(Tensor tensor) {
        return floats(tensor);
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
    public Engine region() {
        return regions.add(new OneDnnEngine(set, dnnl.region(), workers, this));
    }

    @Override
    public void close() {
        regions.close();
        dnnl.close();
        if (parent == null) {
            workers.close();
        } else {
            parent.regions.remove(this);
        }
    }

    @Override
    public boolean binds(Primitive primitive) {
        return bindings.has(primitive);
    }

    /** The kinds of primitives that it has kernels for. */
    public Set<Class<? extends Primitive>> kinds() {
        return bindings.kinds();
    }

    @Override
    public Op bind(Primitive primitive) {
        return bindings.of(primitive);
    }

    private FloatBuffer hostFloats(Tensor tensor) {
        FloatBuffer known = hostFloats.get(tensor);
        if (known == null) {
            known = memory(tensor).hostFloats(tensor);
            hostFloats.put(tensor, known);
        }
        return known;
    }

    private static NativeMemory memory(Tensor tensor) {
        return (NativeMemory) tensor.storage().memory();
    }
}
