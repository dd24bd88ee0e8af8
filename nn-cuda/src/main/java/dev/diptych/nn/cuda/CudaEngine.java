package dev.diptych.nn.cuda;

import dev.diptych.nn.cuda.device.Gpu;
import dev.diptych.nn.cuda.device.Lane;
import dev.diptych.nn.cuda.device.Mark;
import dev.diptych.nn.cuda.device.Work;
import dev.diptych.nn.cuda.kernel.Kernels;
import dev.diptych.nn.cuda.launch.Target;
import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.engine.DeviceMemoryException;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.engine.Peering;
import dev.diptych.nn.engine.Regions;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.op.WeightGrad;
import dev.diptych.nn.op.update.AdamWStep;
import dev.diptych.nn.op.update.Descent;
import dev.diptych.nn.op.update.LionStep;
import dev.diptych.nn.op.update.ParameterUpdate;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Memory;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs programs on an NVIDIA GPU: products by cuBLASLt, all else by kernels of this module's own, each program as one CUDA
 * graph. Products of bfloat16 operands add up in float32. The same values give the same bits at every run.
 */
final class CudaEngine implements Engine {
    private static final long SPARE_BYTES = 256L << 20; // what libraries and temporaries may take beside a program
    private static final int BFLOAT16_CAPABILITY = 80;

    private final Gpu gpu;
    private final Kernels kernels;
    private final Launcher launcher;
    private final Shadows shadows;
    private final Transfers transfers;
    private final CudaOptions options;
    private final Bindings<Op> bindings = new Bindings<>(); // of what is more than launches
    private final CudaPeers peers;
    private final @Nullable CudaEngine parent;
    private final Regions regions = new Regions();
    private final List<CudaMemory> blocks = new ArrayList<>();
    private final List<GraphOp> graphs = new ArrayList<>();

    /** @param gpu closed with the engine */
    public CudaEngine(Gpu gpu, CudaOptions options) {
        this.parent = null;
        this.options = options;
        this.gpu = gpu;
        this.kernels =
                new Kernels(new Target(gpu.facts().capability(), gpu.facts().sharedBytes()));
        this.launcher = new Launcher(gpu);
        this.shadows = new Shadows(gpu, kernels, launcher, this::memory);
        this.transfers = new Transfers(gpu, this::memory, add -> launcher.op(add, kernels.of(add)));
        this.peers = new CudaPeers(gpu);
        offer();
    }

    private CudaEngine(CudaEngine parent) {
        this.parent = parent;
        this.options = parent.options;
        this.gpu = parent.gpu;
        this.kernels = parent.kernels;
        this.launcher = parent.launcher;
        this.shadows = parent.shadows;
        this.transfers = parent.transfers;
        this.peers = parent.peers;
        offer();
    }

    /** Products keep temporaries, which are this region's. */
    private void offer() {
        Products products = new Products(gpu, kernels, launcher, shadows, this::block, options);
        bindings.on(Matmul.class, products::matmul);
        bindings.on(WeightGrad.class, products::weightGrad);
        bindings.on(AdamWStep.class, this::update);
        bindings.on(LionStep.class, this::update);
        bindings.on(Descent.class, this::update);
    }

    @Override
    public String name() {
        return "cuda";
    }

    @Override
    public boolean multiplies(DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> true;
            case BFLOAT16 -> gpu.facts().capability() >= BFLOAT16_CAPABILITY;
            case INT32 -> false;
        };
    }

    @Override
    public boolean fusesAttention(DType dtype) {
        return dtype == DType.BFLOAT16 && multiplies(dtype);
    }

    @Override
    public Memory allocate(DType dtype, long elements) {
        return block(dtype, elements);
    }

    private CudaMemory block(DType dtype, long elements) {
        CudaMemory block = memory(dtype, elements);
        blocks.add(block);
        return block;
    }

    @Override
    public void reserve(long bytes) {
        long free = gpu.freeBytes();
        if (bytes > 0 && bytes + SPARE_BYTES > free) {
            throw new DeviceMemoryException(
                    gpu.facts().name(), bytes, free, gpu.facts().totalBytes());
        }
    }

    @Override
    public void write(Tensor tensor, float[] source) {
        transfers.write(tensor, source);
        shadows.written(tensor);
    }

    @Override
    public void write(Tensor tensor, int[] source) {
        transfers.write(tensor, source);
    }

    @Override
    public void prefetch(Tensor tensor, float[] source) {
        transfers.prefetch(tensor, source);
    }

    @Override
    public void read(Tensor tensor, float[] target) {
        transfers.read(tensor, target);
    }

    @Override
    public Op sequence(List<Op> ops, BooleanSupplier stop) {
        GraphOp graph = new GraphOp(gpu, shadows, ops);
        graphs.add(graph);
        return () -> {
            Engine.requireGoingOn(stop);
            graph.run();
        };
    }

    /** By the device's own clock: an event before and after each op. */
    @Override
    public void time(List<Op> ops, long[] nanos) {
        shadows.refresh();
        Mark[] marks = new Mark[ops.size() + 1];
        for (int i = 0; i < marks.length; i++) {
            marks[i] = gpu.mark();
        }
        gpu.record(marks[0], Lane.COMPUTE);
        for (int i = 0; i < ops.size(); i++) {
            ops.get(i).run();
            gpu.record(marks[i + 1], Lane.COMPUTE);
        }
        for (int i = 0; i < ops.size(); i++) {
            nanos[i] += Math.round(gpu.milliseconds(marks[i], marks[i + 1]) * 1e6);
        }
        for (Mark mark : marks) {
            mark.close();
        }
    }

    @Override
    public List<Primitive> arrange(List<Primitive> steps) {
        return StreamGradients.join(steps);
    }

    @Override
    public @Nullable Peering peering() {
        return gpu.talks() ? peers : null;
    }

    @Override
    public void finish() {
        gpu.finish();
    }

    @Override
    public Engine region() {
        return regions.add(new CudaEngine(this));
    }

    @Override
    public void close() {
        if (parent == null) {
            gpu.leave(); // where this process has failed, the others never come
        }
        regions.close();
        if (parent == null) {
            gpu.close();
            return;
        }
        if (!parent.regions.remove(this)) {
            return; // closed before
        }
        finish();
        graphs.forEach(GraphOp::drop);
        graphs.clear();
        blocks.forEach(block -> {
            shadows.forget(block);
            transfers.forget(block);
            gpu.free(block.address());
        });
        blocks.clear();
    }

    @Override
    public boolean binds(Primitive primitive) {
        return bindings.has(primitive) || kernels.has(primitive);
    }

    @Override
    public Op bind(Primitive primitive) {
        transfers.bound(primitive);
        return bindings.has(primitive) ? bindings.of(primitive) : launcher.op(primitive, kernels.of(primitive));
    }

    /** Writes the parameters' copies in bfloat16 too, if there are any by the time it runs. */
    private Op update(ParameterUpdate op) {
        Work plain = launcher.work(op, kernels.of(op, null));
        return new Op() {
            private @Nullable Work both;

            @Override
            public void run() {
                Tensor copy = shadows.known(op.parameter());
                if (copy != null && both == null) {
                    both = launcher.work(new CopyingUpdate(op, copy), kernels.of(op, copy));
                }
                gpu.run(both == null ? plain : both);
            }
        };
    }

    private CudaMemory memory(DType dtype, long elements) {
        long bytes = Math.max(1, elements) * dtype.bytes();
        return new CudaMemory(dtype, elements, gpu.allocate(bytes));
    }
}
