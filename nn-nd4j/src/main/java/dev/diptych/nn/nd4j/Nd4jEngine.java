package dev.diptych.nn.nd4j;

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
import java.util.ArrayList;
import java.util.List;
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
    private final Scratch scratch = new Scratch();

    /**
     * An engine on the backend that ND4J finds.
     *
     * @throws IllegalStateException if that is the CUDA backend and it has no code for the GPU
     */
    public Nd4jEngine() {
        BackendGuard.check();
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
    public Op bind(Matmul primitive) {
        return Rounding.after(primitive, DenseOps.matmul(primitive, scratch), scratch);
    }

    @Override
    public Op bind(WeightGrad primitive) {
        return DenseOps.weightGrad(primitive, scratch);
    }

    @Override
    public Op bind(ColumnSum primitive) {
        return Rounding.after(primitive, DenseOps.columnSum(primitive, scratch), scratch);
    }

    @Override
    public Op bind(Add primitive) {
        return Rounding.after(primitive, DenseOps.add(primitive), scratch);
    }

    @Override
    public Op bind(Fill primitive) {
        INDArray out = Views.vector(primitive.out());
        return () -> out.assign(primitive.value());
    }

    @Override
    public Op bind(LayerNorm primitive) {
        return Rounding.after(primitive, NormOps.layerNorm(primitive, scratch), scratch);
    }

    @Override
    public Op bind(LayerNormGrad primitive) {
        return Rounding.after(primitive, NormOps.layerNormGrad(primitive, scratch), scratch);
    }

    @Override
    public Op bind(Activation primitive) {
        return Rounding.after(primitive, ActivationOps.activation(primitive, scratch), scratch);
    }

    @Override
    public Op bind(ActivationGrad primitive) {
        return Rounding.after(primitive, ActivationOps.gradient(primitive, scratch), scratch);
    }

    @Override
    public Op bind(Attention primitive) {
        return Rounding.after(primitive, AttentionOps.attention(primitive, scratch), scratch);
    }

    @Override
    public Op bind(AttentionGrad primitive) {
        return Rounding.after(primitive, AttentionOps.gradient(primitive, scratch), scratch);
    }

    @Override
    public Op bind(Embedding primitive) {
        return TokenOps.embedding(primitive);
    }

    @Override
    public Op bind(EmbeddingGrad primitive) {
        return TokenOps.embeddingGrad(primitive, scratch);
    }

    @Override
    public Op bind(PatchGather primitive) {
        return Rounding.after(primitive, PatchOps.gather(primitive), scratch);
    }

    @Override
    public Op bind(PrependClass primitive) {
        return PatchOps.prependClass(primitive);
    }

    @Override
    public Op bind(PrependClassGrad primitive) {
        return PatchOps.prependClassGrad(primitive, scratch);
    }

    @Override
    public Op bind(AddPositions primitive) {
        return TokenOps.addPositions(primitive);
    }

    @Override
    public Op bind(Repeat primitive) {
        return Rounding.after(primitive, TokenOps.repeat(primitive), scratch);
    }

    @Override
    public Op bind(AverageTokens primitive) {
        return Rounding.after(primitive, AverageOps.average(primitive, scratch), scratch);
    }

    @Override
    public Op bind(AverageTokensGrad primitive) {
        return Rounding.after(primitive, AverageOps.gradient(primitive, scratch), scratch);
    }

    @Override
    public Op bind(LayerScale primitive) {
        return Rounding.after(primitive, NormOps.layerScale(primitive, scratch), scratch);
    }

    @Override
    public Op bind(LayerScaleGrad primitive) {
        return Rounding.after(primitive, NormOps.layerScaleGrad(primitive, scratch), scratch);
    }

    @Override
    public Op bind(SelectRows primitive) {
        return Rounding.after(primitive, TokenOps.selectRows(primitive), scratch);
    }

    @Override
    public Op bind(SelectRowsGrad primitive) {
        return Rounding.after(primitive, TokenOps.selectRowsGrad(primitive), scratch);
    }

    @Override
    public Op bind(L2Normalize primitive) {
        return NormOps.normalize(primitive, scratch);
    }

    @Override
    public Op bind(L2NormalizeGrad primitive) {
        return NormOps.normalizeGrad(primitive, scratch);
    }

    @Override
    public Op bind(InfoNce primitive) {
        return InfoNceOp.bind(primitive, scratch);
    }

    @Override
    public Op bind(SigmoidLoss primitive) {
        return SigmoidLossOp.bind(primitive, scratch);
    }

    @Override
    public Op bind(GradientNorm primitive) {
        return OptimiserOps.gradientNorm(primitive);
    }

    @Override
    public Op bind(Guard primitive) {
        return OptimiserOps.guard(primitive);
    }

    @Override
    public Op bind(Clamp primitive) {
        return OptimiserOps.clamp(primitive);
    }

    @Override
    public Op bind(AdamWStep primitive) {
        return OptimiserOps.adamW(primitive, scratch);
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
    public void close() {
        finish();
        blocks.forEach(INDArray::close);
        scratch.close();
    }
}
