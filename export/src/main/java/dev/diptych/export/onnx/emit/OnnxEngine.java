package dev.diptych.export.onnx.emit;

import dev.diptych.export.onnx.graph.Graph;
import dev.diptych.export.onnx.weight.Weights;
import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.layer.Pooling;
import dev.diptych.nn.op.Activation;
import dev.diptych.nn.op.Attention;
import dev.diptych.nn.op.Copy;
import dev.diptych.nn.op.L2Normalize;
import dev.diptych.nn.op.LayerNorm;
import dev.diptych.nn.op.LayerScale;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.op.token.AddPositions;
import dev.diptych.nn.op.token.AverageTokens;
import dev.diptych.nn.op.token.Embedding;
import dev.diptych.nn.op.token.PatchGather;
import dev.diptych.nn.op.token.PrependClass;
import dev.diptych.nn.op.token.Repeat;
import dev.diptych.nn.op.token.SelectRows;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Memory;
import dev.diptych.nn.tensor.Tensor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An engine that computes nothing: binding a primitive adds the nodes of ONNX that compute it to a graph. So a program is exported
 * by compiling it, and what the layers record for training is what is exported.
 */
public final class OnnxEngine implements Engine {
    private static final Op IDLE = () -> {};

    private final Values values;
    private final Places places;
    private final Bindings<Op> bindings = new Bindings<>();

    /**
     * @param input the value whose first axis is the batch, and whose second the tokens where it has two
     * @param ends where captions are pooled, whose tokens have a {@linkplain #value value} before a program is compiled; null for
     *     programs that read no captions
     */
    public OnnxEngine(Graph graph, Weights weights, Format format, String input, @Nullable Pooling ends) {
        this.values = new Values(graph, weights);
        this.places = new Places(ends);
        Sequences sequences = new Sequences(graph, input);
        Activations activations = new Activations(graph, values);
        Products products = new Products(graph, values, weights, activations, format == Format.INT8);
        Attentions attentions = new Attentions(graph, values, sequences, places);
        Norms norms = new Norms(graph, values);
        Tokens tokens = new Tokens(graph, values, weights, sequences, places, format);
        on(Matmul.class, products::emit);
        on(Activation.class, activations::emit);
        on(Attention.class, attentions::emit);
        on(LayerNorm.class, norms::emit);
        on(LayerScale.class, norms::emit);
        on(L2Normalize.class, norms::emit);
        on(PatchGather.class, tokens::emit);
        on(PrependClass.class, tokens::emit);
        on(AddPositions.class, tokens::emit);
        on(Embedding.class, tokens::emit);
        on(AverageTokens.class, tokens::emit);
        on(SelectRows.class, tokens::emit);
        on(Repeat.class, tokens::emit);
        on(Copy.class, copy -> {
            String same = graph.node("Identity", copy.out().name() + "/Identity", values.get(copy.x()));
            values.result(copy.out(), same);
        });
    }

    private <P extends Primitive> void on(Class<P> kind, Consumer<P> emitter) {
        bindings.on(kind, primitive -> {
            emitter.accept(primitive);
            return IDLE;
        });
    }

    /** Says which value of the graph a tensor is that the program reads. */
    public void value(Tensor tensor, String value) {
        values.set(tensor, value);
    }

    @Override
    public String name() {
        return "onnx";
    }

    @Override
    public boolean multiplies(DType dtype) {
        return true;
    }

    @Override
    public Memory allocate(DType dtype, long elements) {
        return new Nowhere(dtype, elements);
    }

    /** Forgets the values: a graph is given its inputs by whoever runs it. */
    @Override
    public void write(Tensor tensor, float[] source) {}

    /** Keeps the numbers that a program has as constants, which are places of tokens. */
    @Override
    public void write(Tensor tensor, int[] source) {
        places.constant(tensor, source);
    }

    /** @throws IllegalStateException always: nothing is computed */
    @Override
    public void read(Tensor tensor, float[] target) {
        throw new IllegalStateException("read: " + tensor + ": on an engine that computes nothing");
    }

    @Override
    public boolean binds(Primitive primitive) {
        return bindings.has(primitive);
    }

    @Override
    public Op bind(Primitive primitive) {
        return bindings.of(primitive);
    }

    @Override
    public void finish() {}

    @Override
    public Engine region() {
        return this;
    }

    @Override
    public void close() {}

    private record Nowhere(DType dtype, long elements) implements Memory {}
}
