package dev.diptych.nn.cuda.driver;

import static org.bytedeco.cuda.global.cudart.CUDA_ERROR_OUT_OF_MEMORY;
import static org.bytedeco.cuda.global.cudart.CU_STREAM_NON_BLOCKING;
import static org.bytedeco.cuda.global.cudart.cuEventElapsedTime;
import static org.bytedeco.cuda.global.cudart.cuEventRecord;
import static org.bytedeco.cuda.global.cudart.cuEventSynchronize;
import static org.bytedeco.cuda.global.cudart.cuMemAlloc;
import static org.bytedeco.cuda.global.cudart.cuMemFree;
import static org.bytedeco.cuda.global.cudart.cuMemFreeHost;
import static org.bytedeco.cuda.global.cudart.cuMemGetInfo;
import static org.bytedeco.cuda.global.cudart.cuMemHostAlloc;
import static org.bytedeco.cuda.global.cudart.cuMemcpyDtoDAsync;
import static org.bytedeco.cuda.global.cudart.cuMemcpyDtoHAsync;
import static org.bytedeco.cuda.global.cudart.cuMemcpyHtoDAsync;
import static org.bytedeco.cuda.global.cudart.cuMemsetD8Async;
import static org.bytedeco.cuda.global.cudart.cuStreamCreate;
import static org.bytedeco.cuda.global.cudart.cuStreamDestroy;
import static org.bytedeco.cuda.global.cudart.cuStreamSynchronize;
import static org.bytedeco.cuda.global.cudart.cuStreamWaitEvent;

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
import dev.diptych.nn.engine.DeviceMemoryException;
import dev.diptych.nn.tape.Primitive;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.jspecify.annotations.Nullable;

/** A GPU through the presets. */
public final class PresetGpu implements Gpu {
    private final GpuFacts facts;
    private final Context context;
    private final CUstream_st compute = new CUstream_st();
    private final CUstream_st copy = new CUstream_st();
    private final CUstream_st peers = new CUstream_st();
    private final LoadedKernels kernels;
    private final Blas blas;
    private final Set<Long> blocks = new LinkedHashSet<>();
    private final List<Pointer> pinned = new ArrayList<>();
    private final Set<Event> events = Collections.newSetFromMap(new IdentityHashMap<>());
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
        Check.driver("create stream", cuStreamCreate(compute, CU_STREAM_NON_BLOCKING));
        Check.driver("create stream", cuStreamCreate(copy, CU_STREAM_NON_BLOCKING));
        Check.driver("create stream", cuStreamCreate(peers, CU_STREAM_NON_BLOCKING));
        Compiler compiler = new Compiler();
        ModuleCache images = new ModuleCache(folders.kernels, folders.packed, compiler);
        images.begin(facts.capability());
        this.kernels = new LoadedKernels(images, facts.capability());
        String device = facts.name() + ", " + facts.multiprocessors() + " multiprocessors";
        log.accept("cuBLASLt " + Blas.version() + ", NVRTC " + compiler.version() + ", driver for CUDA "
                + Context.driverVersion() + ", " + device);
        Settling settling = new Settling(folders.products, device, this::milliseconds, log);
        this.blas = new Blas(allocate(Blas.WORKSPACE_BYTES), settling);
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
        try (SizeTPointer free = new SizeTPointer(1);
                SizeTPointer total = new SizeTPointer(1)) {
            Check.driver("memory left", cuMemGetInfo(free, total));
            return free.get();
        }
    }

    @Override
    public long allocate(long bytes) {
        context.enter();
        long[] address = new long[1];
        int status = cuMemAlloc(address, bytes);
        if (status == CUDA_ERROR_OUT_OF_MEMORY) {
            throw new DeviceMemoryException(facts.name(), bytes, freeBytes(), facts.totalBytes());
        }
        Check.driver("allocate " + bytes + " bytes", status);
        blocks.add(address[0]);
        Check.driver("clear", cuMemsetD8Async(address[0], (byte) 0, bytes, compute));
        Check.driver("clear", cuStreamSynchronize(compute)); // whatever lane writes it first
        return address[0];
    }

    @Override
    public void free(long address) {
        context.enter();
        if (blocks.remove(address)) {
            Check.driver("free", cuMemFree(address));
        }
    }

    @Override
    public Pinned pin(int bytes) {
        context.enter();
        Pointer block = new Pointer();
        Check.driver("pin " + bytes + " bytes", cuMemHostAlloc(block, bytes, 0));
        pinned.add(block);
        return new Pinned(
                new BytePointer(block).capacity(bytes).asByteBuffer().order(ByteOrder.nativeOrder()), block.address());
    }

    @Override
    public void upload(Lane lane, long target, Pinned source, long bytes) {
        context.enter();
        Check.driver("upload", cuMemcpyHtoDAsync(target, new DevicePointer(source.address()), bytes, stream(lane)));
    }

    @Override
    public void download(Lane lane, Pinned target, long source, long bytes) {
        context.enter();
        Check.driver("download", cuMemcpyDtoHAsync(new DevicePointer(target.address()), source, bytes, stream(lane)));
    }

    @Override
    public void copy(Lane lane, long target, long source, long bytes) {
        context.enter();
        Check.driver("copy", cuMemcpyDtoDAsync(target, source, bytes, stream(lane)));
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
        ((PreparedWork) work).launch(compute);
    }

    @Override
    public @Nullable Product product(ProductSpec spec) {
        context.enter();
        return blas.plan(spec);
    }

    @Override
    public void run(Product product) {
        context.enter();
        blas.run(product, compute, !capturing);
    }

    /** How long what {@code work} puts on the compute stream takes there. */
    private double milliseconds(Runnable work) {
        try (Event from = new Event(events);
                Event to = new Event(events)) {
            record(from, Lane.COMPUTE);
            work.run();
            record(to, Lane.COMPUTE);
            return milliseconds(from, to);
        }
    }

    @Override
    public Mark mark() {
        context.enter();
        return new Event(events);
    }

    @Override
    public void record(Mark mark, Lane lane) {
        context.enter();
        Check.driver("record event", cuEventRecord(Event.of(mark), stream(lane)));
    }

    @Override
    public void await(Lane lane, Mark mark) {
        context.enter();
        Check.driver("wait for event", cuStreamWaitEvent(stream(lane), Event.of(mark), 0));
    }

    @Override
    public void join(Mark mark) {
        context.enter();
        Check.driver("join event", cuEventSynchronize(Event.of(mark)));
    }

    @Override
    public float milliseconds(Mark from, Mark to) {
        join(to);
        float[] milliseconds = new float[1];
        Check.driver("time", cuEventElapsedTime(milliseconds, Event.of(from), Event.of(to)));
        return milliseconds[0];
    }

    @Override
    public Graph capture(Runnable work) {
        context.enter();
        capturing = true;
        try {
            return new CapturedGraph(compute, work, graphs);
        } finally {
            capturing = false;
        }
    }

    @Override
    public void run(Graph graph) {
        context.enter();
        ((CapturedGraph) graph).launch(compute);
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
        nccl = new Nccl(invitation, rank, size, peers);
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
        Check.driver("finish", cuStreamSynchronize(compute));
        Check.driver("finish", cuStreamSynchronize(copy));
        Check.driver("finish", cuStreamSynchronize(peers));
    }

    @Override
    public void close() {
        leave();
        finish();
        List.copyOf(graphs).forEach(CapturedGraph::close);
        List.copyOf(events).forEach(Event::close);
        blas.close();
        kernels.close();
        blocks.forEach(address -> Check.driver("free", cuMemFree(address)));
        blocks.clear();
        pinned.forEach(block -> Check.driver("free pinned", cuMemFreeHost(block)));
        pinned.clear();
        Check.driver("destroy stream", cuStreamDestroy(compute));
        Check.driver("destroy stream", cuStreamDestroy(copy));
        Check.driver("destroy stream", cuStreamDestroy(peers));
    }

    private CUstream_st stream(Lane lane) {
        return switch (lane) {
            case COMPUTE -> compute;
            case COPY -> copy;
            case PEERS -> peers;
        };
    }
}
