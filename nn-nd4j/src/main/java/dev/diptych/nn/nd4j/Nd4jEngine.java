package dev.diptych.nn.nd4j;

import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.engine.Regions;
import dev.diptych.nn.nd4j.array.Nd4jMemory;
import dev.diptych.nn.nd4j.array.Scratch;
import dev.diptych.nn.nd4j.array.Views;
import dev.diptych.nn.nd4j.loss.LossOps;
import dev.diptych.nn.nd4j.op.Nd4jOps;
import dev.diptych.nn.nd4j.op.Rounding;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tensor.BFloat16;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Memory;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * The engine on ND4J's elementary operations. It is the portable reference, not the fast path: it runs on whatever
 * backend ND4J finds, touches no raw memory, and avoids ND4J's fused operations for these models, several of which are
 * wrong or lack a parameter. Its ops work in place on views and scratch made when they are bound; ND4J still makes small
 * objects of its own for each operation. bfloat16 tensors are float arrays whose values are rounded when written.
 */
public final class Nd4jEngine implements Engine {
    private final List<INDArray> blocks = new ArrayList<>();
    private final @Nullable Nd4jEngine parent;
    private final Scratch scratch;
    private final Bindings<Op> bindings = new Bindings<>();
    private final Regions regions = new Regions();

    /**
     * An engine on the backend that ND4J finds.
     *
     * @throws IllegalStateException if that is the CUDA backend and it has no code for the GPU
     */
    public Nd4jEngine() {
        this(null, new Scratch());
    }

    private Nd4jEngine(@Nullable Nd4jEngine parent, Scratch scratch) {
        BackendGuard.check();
        this.parent = parent;
        this.scratch = scratch;
        Nd4jOps.offer(bindings, scratch);
        LossOps.offer(bindings, scratch);
    }

    /**
     * As {@link #Nd4jEngine()}, with a number of threads that from here on all of ND4J in this process keeps to.
     *
     * @param threads at least 1
     */
    public Nd4jEngine(int threads) {
        this();
        Nd4j.getEnvironment().setMaxMasterThreads(threads); // which finds the backend, unlike what follows
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
    }

    @Override
    public String name() {
        return "nd4j";
    }

    @Override
    public boolean multiplies(DType dtype) {
        return dtype == DType.FLOAT32;
    }

    @Override
    public boolean packsSequences() {
        return true;
    }

    @Override
    public Memory allocate(DType dtype, long elements) {
        DataType type = switch (dtype) {
            case FLOAT32, BFLOAT16 -> DataType.FLOAT;
            case INT32 -> DataType.INT;
        };
        INDArray block = Nd4j.zeros(type, elements);
        blocks.add(block);
        return new Nd4jMemory(dtype, block);
    }

    @Override
    public void write(Tensor tensor, float[] source) {
        Views.vector(tensor).assign(Nd4j.createFromArray(rounded(tensor, source)));
    }

    @Override
    public void write(Tensor tensor, int[] source) {
        Views.vector(tensor).assign(Nd4j.createFromArray(source));
    }

    @Override
    public void read(Tensor tensor, float[] target) {
        float[] values = Views.vector(tensor).toFloatVector();
        System.arraycopy(values, 0, target, 0, values.length);
    }

    @Override
    public boolean binds(Primitive primitive) {
        return bindings.has(primitive);
    }

    @Override
    public Op bind(Primitive primitive) {
        return Rounding.after(primitive, bindings.of(primitive), scratch);
    }

    private static float[] rounded(Tensor tensor, float[] source) {
        if (tensor.dtype() != DType.BFLOAT16) {
            return source;
        }
        float[] values = new float[source.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = BFloat16.round(source[i]);
        }
        return values;
    }

    @Override
    public void finish() {
        Nd4j.getExecutioner().commit();
    }

    @Override
    public Engine region() {
        return regions.add(new Nd4jEngine(this, scratch));
    }

    @Override
    public void close() {
        finish();
        regions.close();
        blocks.forEach(INDArray::close);
        blocks.clear();
        if (parent == null) {
            scratch.close();
        } else {
            parent.regions.remove(this);
        }
    }
}
