package dev.diptych.nn.cuda.driver;

import static org.bytedeco.cuda.global.cudart.cuMemcpyDtoDAsync;
import static org.bytedeco.cuda.global.cudart.cuMemcpyDtoHAsync;
import static org.bytedeco.cuda.global.cudart.cuMemcpyHtoDAsync;

import dev.diptych.nn.cuda.blas.Blas;
import dev.diptych.nn.cuda.blas.Settling;
import dev.diptych.nn.cuda.device.Gpu;
import dev.diptych.nn.cuda.device.GpuFacts;
import dev.diptych.nn.cuda.device.Graph;
import dev.diptych.nn.cuda.device.Kernel;
import dev.diptych.nn.cuda.device.KernelCall;
import dev.diptych.nn.cuda.device.Lane;
import dev.diptych.nn.cuda.device.Mark;
import dev.diptych.nn.cuda.device.Pinned;
import dev.diptych.nn.cuda.device.Product;
import dev.diptych.nn.cuda.device.ProductSpec;
import dev.diptych.nn.cuda.device.Work;
import dev.diptych.nn.tape.Primitive;
import java.nio.file.Path;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A GPU through the presets. */
public final class PresetGpu implements Gpu {
    private final GpuFacts facts;
    private final Context context;
    private final Streams streams;
    private final DeviceMemory memory;
    private final LoadedKernels kernels;
    private final Blas blas;
    private final Set<CapturedGraph> graphs = Collections.newSetFromMap(new IdentityHashMap<>());
    private @Nullable Nccl nccl;
    private boolean capturing;

    /**
     * Opens a device.
     *
     * @param number its number among {@link #devices}
     */
    public PresetGpu(int number, Folders folders, Consumer<String> log) {
        this.facts = Context.facts(number);
        this.context = new Context(number);
        context.enter();
        this.streams = new Streams();
        this.memory = new DeviceMemory(facts, streams.of(Lane.COMPUTE));
        Compiler compiler = new Compiler();
        ModuleCache images = new ModuleCache(folders.kernels, folders.packed, compiler);
        images.begin(facts.capability());
        this.kernels = new LoadedKernels(images, facts.capability());
        String device = facts.name() + ", " + facts.multiprocessors() + " multiprocessors";
        log.accept("cuBLASLt " + Blas.version() + ", NVRTC " + compiler.version() + ", driver for CUDA "
                + Context.driverVersion() + ", " + device);
        Settling settling =
                new Settling(folders.products, device, work -> streams.milliseconds(work, Lane.COMPUTE), log);
        this.blas = new Blas(memory.allocate(Blas.WORKSPACE_BYTES), settling);
    }

    /**
     * Where a device's files are.
     *
     * @param kernels receives compiled kernels
     * @param packed has kernels that were compiled elsewhere, or null
     * @param products receives the choices of products' algorithms; null for the heuristics' first
     */
    public record Folders(
            Path kernels, @Nullable Path packed, @Nullable Path products) {}

    /**
     * The devices that the driver sees.
     *
     * @throws IllegalStateException if a library is missing or there is no driver; the message says so in one line
     */
    public static List<GpuFacts> devices() {
        return Context.devices();
    }

    @Override
    public GpuFacts facts() {
        return facts;
    }

    @Override
    public long freeBytes() {
        context.enter();
        return DeviceMemory.freeBytes();
    }

    @Override
    public long allocate(long bytes) {
        context.enter();
        return memory.allocate(bytes);
    }

    @Override
    public void free(long address) {
        context.enter();
        memory.free(address);
    }

    @Override
    public Pinned pin(int bytes) {
        context.enter();
        return memory.pin(bytes);
    }

    @Override
    public void upload(Lane lane, long target, Pinned source, long bytes) {
        context.enter();
        Check.driver("upload", cuMemcpyHtoDAsync(target, new DevicePointer(source.address()), bytes, streams.of(lane)));
    }

    @Override
    public void download(Lane lane, Pinned target, long source, long bytes) {
        context.enter();
        Check.driver(
                "download", cuMemcpyDtoHAsync(new DevicePointer(target.address()), source, bytes, streams.of(lane)));
    }

    @Override
    public void copy(Lane lane, long target, long source, long bytes) {
        context.enter();
        Check.driver("copy", cuMemcpyDtoDAsync(target, source, bytes, streams.of(lane)));
    }

    @Override
    public Kernel kernel(String source, String name, int sharedBytes) {
        context.enter();
        return kernels.function(source, name, sharedBytes);
    }

    @Override
    public Work prepare(Primitive primitive, List<KernelCall> calls) {
        return new PreparedWork(primitive.name() + " into " + primitive.writes(), calls);
    }

    @Override
    public void run(Work work) {
        context.enter();
        ((PreparedWork) work).launch(streams.of(Lane.COMPUTE));
    }

    @Override
    public @Nullable Product product(ProductSpec spec) {
        context.enter();
        return blas.plan(spec);
    }

    @Override
    public void run(Product product) {
        context.enter();
        blas.run(product, streams.of(Lane.COMPUTE), !capturing);
    }

    @Override
    public Mark mark() {
        context.enter();
        return streams.mark();
    }

    @Override
    public void record(Mark mark, Lane lane) {
        context.enter();
        streams.record(mark, lane);
    }

    @Override
    public void await(Lane lane, Mark mark) {
        context.enter();
        streams.await(lane, mark);
    }

    @Override
    public void join(Mark mark) {
        context.enter();
        streams.join(mark);
    }

    @Override
    public float milliseconds(Mark from, Mark to) {
        context.enter();
        return streams.milliseconds(from, to);
    }

    @Override
    public Graph capture(Runnable work) {
        context.enter();
        capturing = true;
        try {
            return new CapturedGraph(streams.of(Lane.COMPUTE), work, graphs);
        } finally {
            capturing = false;
        }
    }

    @Override
    public void run(Graph graph) {
        context.enter();
        ((CapturedGraph) graph).launch(streams.of(Lane.COMPUTE));
    }

    @Override
    public boolean talks() {
        return Libraries.loadPeers();
    }

    @Override
    public byte[] invitation() {
        context.enter();
        return Nccl.id();
    }

    @Override
    public void join(byte[] invitation, int rank, int size) {
        context.enter();
        nccl = new Nccl(invitation, rank, size, streams.of(Lane.PEERS));
    }

    @Override
    public void gather(long own, long all, long count) {
        context.enter();
        Objects.requireNonNull(nccl, "joined").gather(own, all, count);
    }

    @Override
    public void sum(long values, long count) {
        context.enter();
        Objects.requireNonNull(nccl, "joined").sum(values, count);
    }

    @Override
    public void sumShares(long all, long own, long count) {
        context.enter();
        Objects.requireNonNull(nccl, "joined").sumShares(all, own, count);
    }

    @Override
    public void leave() {
        if (nccl != null) {
            context.enter();
            nccl.abort();
            nccl = null;
        }
    }

    @Override
    public void finish() {
        context.enter();
        streams.finish();
    }

    @Override
    public void close() {
        leave();
        finish();
        List.copyOf(graphs).forEach(CapturedGraph::close);
        blas.close();
        kernels.close();
        memory.close();
        streams.close();
    }
}
