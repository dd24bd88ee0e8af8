package dev.diptych.export.onnx.emit;

import dev.diptych.export.emit.EmittingEngine;
import dev.diptych.export.emit.Places;
import dev.diptych.export.onnx.graph.Graph;
import dev.diptych.export.onnx.weight.Weights;
import dev.diptych.nn.engine.Engine;
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
import dev.diptych.nn.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** What ONNX's nodes are for each kind of primitive of a tower. */
public final class OnnxNodes {
    private final Values values;
    private final EmittingEngine engine;

    /**
     * @param input the value whose first axis is the batch, and whose second the tokens where it has two
     * @param ends where captions are pooled, whose tokens have a {@linkplain #value value} before a program is compiled; null for
     *     programs that read no captions
     */
    public OnnxNodes(Graph graph, Weights weights, Format format, String input, @Nullable Pooling ends) {
        this.values = new Values(graph, weights);
        Places places = new Places(ends);
        this.engine = new EmittingEngine("onnx", places);
        Sequences sequences = new Sequences(graph, input);
        Activations activations = new Activations(graph, values);
        Products products = new Products(graph, values, weights, activations, format == Format.INT8);
        Attentions attentions = new Attentions(graph, values, sequences, places);
        Norms norms = new Norms(graph, values);
        Tokens tokens = new Tokens(graph, values, weights, sequences, places, format);
        engine.on(Matmul.class, products::emit);
        engine.on(Activation.class, activations::emit);
        engine.on(Attention.class, attentions::emit);
        engine.on(LayerNorm.class, norms::emit);
        engine.on(LayerScale.class, norms::emit);
        engine.on(L2Normalize.class, norms::emit);
        engine.on(PatchGather.class, tokens::emit);
        engine.on(PrependClass.class, tokens::emit);
        engine.on(AddPositions.class, tokens::emit);
        engine.on(Embedding.class, tokens::emit);
        engine.on(AverageTokens.class, tokens::emit);
        engine.on(SelectRows.class, tokens::emit);
        engine.on(Repeat.class, tokens::emit);
        engine.on(Copy.class, copy -> {
            String same = graph.node("Identity", copy.out().name() + "/Identity", values.get(copy.x()));
            values.result(copy.out(), same);
        });
    }

    /** Says which value of the graph a tensor is that the program reads. */
    public void value(Tensor tensor, String value) {
        values.set(tensor, value);
    }

    /** What a program is compiled on for its nodes to be added. */
    public Engine engine() {
        return engine;
    }
}
