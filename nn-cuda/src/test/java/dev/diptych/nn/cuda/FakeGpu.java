package dev.diptych.nn.cuda;

import dev.diptych.nn.cuda.device.Gpu;
import dev.diptych.nn.cuda.device.GpuFacts;
import dev.diptych.nn.cuda.device.Graph;
import dev.diptych.nn.cuda.device.Kernel;
import dev.diptych.nn.cuda.device.KernelCall;
import dev.diptych.nn.cuda.device.Lane;
import dev.diptych.nn.cuda.device.Mark;
import dev.diptych.nn.cuda.device.Parameter;
import dev.diptych.nn.cuda.device.Pinned;
import dev.diptych.nn.cuda.device.Product;
import dev.diptych.nn.cuda.device.ProductSpec;
import dev.diptych.nn.cuda.device.RefusedException;
import dev.diptych.nn.cuda.device.Work;
import dev.diptych.nn.cuda.kernel.Sources;
import dev.diptych.nn.engine.DeviceMemoryException;
import dev.diptych.nn.tape.Primitive;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * A GPU on the host that checks what it is asked: that pointers lie in memory with all that is behind them, grids and
 * shared memory within a device's limits, no call but launches during a capture, nothing after the end. It computes:
 * products by loops, kernels by the primitive that they stand for, all lanes late and in a drawn order.
 */
final class FakeGpu implements Gpu {
    private static final GpuFacts FACTS = new GpuFacts(0, "Fake H100", 90, 132, 227 * 1024, 1L << 30);
    private static final PinnedPool PINNED = new PinnedPool();

    private final FakeMemory memory;
    private final FakeLanes lanes;
    private final Interpreter interpreter;
    private final Library library;
    private final List<KernelCall> prepared = new ArrayList<>();
    private final List<ProductSpec> products = new ArrayList<>();
    private final Map<Lane, Long> uploaded = new EnumMap<>(Lane.class);
    private final List<ByteBuffer> pinned = new ArrayList<>();
    private @Nullable List<Runnable> capturing;
    private @Nullable FakePeers peers;
    private int rank;
    private boolean closed;
    private int graphRuns;

    FakeGpu(long seed) {
        this(seed, FACTS.totalBytes(), Library.COMPLETE);
    }

    /**
     * @param capacity bytes of memory
     * @param library what multiplies
     */
    FakeGpu(long seed, long capacity, Library library) {
        this.memory = new FakeMemory(capacity);
        this.lanes = new FakeLanes(seed);
        this.interpreter = new Interpreter(memory);
        this.library = library;
    }

    /**
     * What stands for cuBLASLt.
     *
     * @param supported the products that there are algorithms for
     * @param taken those of them that it then runs
     * @param waves how often their tiles fill the device
     */
    record Library(
            Predicate<ProductSpec> supported, Predicate<ProductSpec> taken, ToDoubleFunction<ProductSpec> waves) {
        static final Library COMPLETE = of(spec -> true);

        static Library of(Predicate<ProductSpec> supported) {
            return new Library(supported, spec -> true, spec -> 1);
        }
    }

    /** How often a graph was launched. */
    int graphRuns() {
        return graphRuns;
    }

    /** The products that were put on the device, in that order. */
    List<ProductSpec> products() {
        return List.copyOf(products);
    }

    /** Bytes that were uploaded on a lane. */
    long uploaded(Lane lane) {
        return uploaded.getOrDefault(lane, 0L);
    }

    /** Buffers of the host that are pinned. */
    int pinned() {
        return pinned.size();
    }

    /** Every launch that was prepared. */
    List<KernelCall> prepared() {
        return List.copyOf(prepared);
    }

    @Override
    public GpuFacts facts() {
        return FACTS;
    }

    @Override
    public long freeBytes() {
        return memory.free();
    }

    @Override
    public long allocate(long bytes) {
        requireNoCapture("allocate");
        if (bytes > memory.free()) {
            throw new DeviceMemoryException(FACTS.name(), bytes, memory.free(), FACTS.totalBytes());
        }
        return memory.allocate(bytes);
    }

    @Override
    public void free(long address) {
        requireNoCapture("free");
        memory.free(address);
    }

    @Override
    public Pinned pin(int bytes) {
        requireNoCapture("pin");
        ByteBuffer buffer = PINNED.take(bytes);
        pinned.add(buffer);
        return new Pinned(buffer, 0);
    }

    @Override
    public void upload(Lane lane, long target, Pinned source, long bytes) {
        requireNoCapture("upload");
        ByteBuffer to = memory.view(target, bytes);
        uploaded.merge(lane, bytes, Long::sum);
        lanes.put(lane, () -> to.put(0, source.bytes(), 0, Math.toIntExact(bytes)));
    }

    @Override
    public void download(Lane lane, Pinned target, long source, long bytes) {
        requireNoCapture("download");
        ByteBuffer from = memory.view(source, bytes);
        lanes.put(lane, () -> target.bytes().put(0, from, 0, Math.toIntExact(bytes)));
    }

    @Override
    public void copy(Lane lane, long target, long source, long bytes) {
        requireNoCapture("copy");
        ByteBuffer to = memory.view(target, bytes);
        ByteBuffer from = memory.view(source, bytes);
        lanes.put(lane, () -> to.put(0, from, 0, Math.toIntExact(bytes)));
    }

    @Override
    public Kernel kernel(String source, String name, int sharedBytes) {
        requireNoCapture("kernel");
        if (!Sources.names().contains(source) || sharedBytes > FACTS.sharedBytes()) {
            throw new IllegalStateException("fake GPU: " + name + " of " + source + " with " + sharedBytes
                    + " shared bytes, expected a known file and what a block may have");
        }
        return new Named(source, name);
    }

    @Override
    public Work prepare(Primitive primitive, List<KernelCall> calls) {
        requireNoCapture("prepare");
        if (calls.isEmpty()) {
            throw new IllegalStateException("fake GPU: no launches for " + primitive + ", expected some");
        }
        calls.forEach(FakeGpu::requireLimits);
        for (KernelCall call : calls) {
            for (Parameter parameter : call.parameters()) {
                if (parameter instanceof Parameter.Address pointer && pointer.address() != 0) {
                    memory.view(pointer.address(), pointer.bytes());
                }
            }
        }
        prepared.addAll(calls);
        return new FakeWork(interpreter.of(primitive));
    }

    @Override
    public void run(Work work) {
        onCompute(((FakeWork) work).run);
    }

    @Override
    public @Nullable Product product(ProductSpec spec) {
        requireNoCapture("product");
        FakeProduct product = new FakeProduct(spec, library.waves.applyAsDouble(spec));
        product.check(memory);
        return library.supported.test(spec) ? product : null;
    }

    @Override
    public void run(Product product) {
        FakeProduct planned = (FakeProduct) product;
        if (!library.taken.test(planned.spec())) {
            throw new RefusedException("fake GPU: refused: " + planned.spec());
        }
        products.add(planned.spec());
        onCompute(() -> planned.run(memory));
    }

    @Override
    public Mark mark() {
        requireNoCapture("mark");
        return new FakeMark();
    }

    @Override
    public void record(Mark mark, Lane lane) {
        requireNoCapture("record");
        FakeLanes.Point point = new FakeLanes.Point(lane, false);
        ((FakeMark) mark).open().last = point;
        lanes.put(lane, point::reach);
    }

    @Override
    public void await(Lane lane, Mark mark) {
        requireNoCapture("await");
        FakeLanes.Point point = ((FakeMark) mark).open().last;
        lanes.put(lane, () -> lanes.runUntil(point));
    }

    @Override
    public void join(Mark mark) {
        requireNoCapture("join");
        lanes.runUntil(((FakeMark) mark).open().last);
    }

    @Override
    public float milliseconds(Mark from, Mark to) {
        join(from);
        join(to);
        return 1;
    }

    @Override
    public Graph capture(Runnable work) {
        requireNoCapture("capture");
        List<Runnable> steps = new ArrayList<>();
        capturing = steps;
        try {
            work.run();
        } finally {
            capturing = null;
        }
        return new FakeGraph(List.copyOf(steps));
    }

    @Override
    public void run(Graph graph) {
        requireNoCapture("graph");
        graphRuns++;
        lanes.put(Lane.COMPUTE, () -> ((FakeGraph) graph).run());
    }

    @Override
    public boolean talks() {
        return true;
    }

    @Override
    public byte[] invitation() {
        return FakePeers.invitation();
    }

    @Override
    public void join(byte[] invitation, int number, int size) {
        requireNoCapture("join");
        peers = FakePeers.join(invitation, size);
        rank = number;
    }

    @Override
    public void gather(long own, long all, long count) {
        requireNoCapture("gather");
        FakePeers met = Objects.requireNonNull(peers, "joined");
        FloatBuffer from = memory.view(own, 4 * count).asFloatBuffer();
        FloatBuffer to = memory.view(all, 4 * count * met.size()).asFloatBuffer();
        lanes.put(Lane.PEERS, () -> met.gather(rank, from, to));
    }

    @Override
    public void sum(long values, long count) {
        requireNoCapture("sum");
        FakePeers met = Objects.requireNonNull(peers, "joined");
        FloatBuffer place = memory.view(values, 4 * count).asFloatBuffer();
        lanes.put(Lane.PEERS, () -> met.sum(rank, place));
    }

    @Override
    public void sumShares(long all, long own, long count) {
        requireNoCapture("sum of shares");
        FakePeers met = Objects.requireNonNull(peers, "joined");
        FloatBuffer from = memory.view(all, 4 * count * met.size()).asFloatBuffer();
        FloatBuffer to = memory.view(own, 4 * count).asFloatBuffer();
        lanes.put(Lane.PEERS, () -> met.sumShares(rank, from, to));
    }

    @Override
    public void leave() {
        if (peers != null) {
            peers.leave();
            peers = null;
        }
    }

    @Override
    public void finish() {
        requireNoCapture("finish");
        lanes.drain();
    }

    @Override
    public void close() {
        leave();
        finish();
        closed = true;
        memory.release();
        pinned.forEach(PINNED::give);
        pinned.clear();
        interpreter.close();
    }

    private void onCompute(Runnable work) {
        if (capturing != null) {
            capturing.add(work);
        } else {
            requireNoCapture("run");
            lanes.put(Lane.COMPUTE, work);
        }
    }

    private void requireNoCapture(String call) {
        if (closed || capturing != null) {
            throw new IllegalStateException("fake GPU: " + call + (closed ? " after the end" : " during a capture")
                    + ", expected before the end and outside of captures");
        }
    }

    private static void requireLimits(KernelCall call) {
        if (call.gridX() < 1
                || call.gridY() < 1
                || call.gridY() > 65_535
                || call.gridZ() < 1
                || call.gridZ() > 65_535
                || call.block() < 1
                || call.block() > 1024
                || call.sharedBytes() > FACTS.sharedBytes()) {
            throw new IllegalStateException("fake GPU: " + call + ", expected what a device takes");
        }
    }

    /** A kernel's file and name. */
    record Named(String source, String name) implements Kernel {}

    private record FakeWork(Runnable run) implements Work {}

    private static final class FakeMark implements Mark {
        private FakeLanes.Point last = new FakeLanes.Point(Lane.COMPUTE, true);
        private boolean destroyed;

        FakeMark open() {
            if (destroyed) {
                throw new IllegalStateException("fake GPU: a mark after its end");
            }
            return this;
        }

        @Override
        public void close() {
            open();
            destroyed = true;
        }
    }

    private static final class FakeGraph implements Graph {
        private final List<Runnable> steps;
        private boolean destroyed;

        FakeGraph(List<Runnable> steps) {
            this.steps = steps;
        }

        void run() {
            if (destroyed) {
                throw new IllegalStateException("fake GPU: a graph after its end");
            }
            steps.forEach(Runnable::run);
        }

        @Override
        public void close() {
            destroyed = true;
        }
    }
}
