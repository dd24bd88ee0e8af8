package dev.diptych.nn.cuda.emulator;

import dev.diptych.nn.cuda.kernel.Kernels;
import dev.diptych.nn.cuda.launch.Launch;
import dev.diptych.nn.cuda.launch.Target;
import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.op.update.AdamWStep;
import dev.diptych.nn.op.update.Descent;
import dev.diptych.nn.op.update.LionStep;
import dev.diptych.nn.tape.Primitive;
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
    private final boolean reversed;
    private final Emulator emulator;
    private final List<Engine> regions = new ArrayList<>(); // closing one twice does nothing
    private final List<Long> allocated = new ArrayList<>();
    private final Kernels kernels = new Kernels(Target.H100);
    private final Bindings<Op> bindings = new Bindings<>(); // of what is no kernel of ours

    /** @param reversed whether threads run from the last to the first and asynchronous copies happen at once */
    public EmulatedEngine(boolean reversed) {
        this.name = reversed ? "emulated, reversed" : "emulated";
        this.reversed = reversed;
        this.emulator = Emulator.of(reversed);
        PlainProducts products = new PlainProducts(this);
        bindings.on(Matmul.class, products::matmul);
        bindings.on(AdamWStep.class, op -> run(kernels.of(op, null)));
        bindings.on(LionStep.class, op -> run(kernels.of(op, null)));
        bindings.on(Descent.class, op -> run(kernels.of(op, null)));
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

    /** Another on the same emulator. */
    @Override
    public Engine region() {
        Engine region = new EmulatedEngine(reversed);
        regions.add(region);
        return region;
    }

    @Override
    public void close() {
        regions.forEach(Engine::close);
        allocated.forEach(emulator::release);
        allocated.clear();
    }

    @Override
    public boolean binds(Primitive primitive) {
        return bindings.has(primitive) || kernels.has(primitive);
    }

    @Override
    public Op bind(Primitive primitive) {
        return bindings.has(primitive) ? bindings.of(primitive) : run(kernels.of(primitive));
    }
}
