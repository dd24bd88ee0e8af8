package dev.diptych.export.onnx.emit;

import dev.diptych.export.emit.Places;
import dev.diptych.export.onnx.graph.Attribute;
import dev.diptych.export.onnx.graph.ElementType;
import dev.diptych.export.onnx.graph.Graph;
import dev.diptych.nn.op.Attention;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;

/** Attention; its softmax is in float32 whatever its products are. */
final class Attentions {
    private final Graph graph;
    private final Values values;
    private final Sequences sequences;
    private final Places places;

    Attentions(Graph graph, Values values, Sequences sequences, Places places) {
        this.graph = graph;
        this.values = values;
        this.sequences = sequences;
        this.places = places;
    }

    void emit(Attention attention) {
        attention.requireProbabilities();
        Tensor out = attention.out();
        String name = out.name();
        ElementType type = Values.type(attention.q());
        // Queries are scaled before their products, which may be too large for float16.
        String q = graph.node("Mul", name + "/scaled", values.get(attention.q()), graph.real(attention.scale(), type));
        String scores = graph.node(
                "MatMul",
                name + "/scores",
                heads(attention, name + "/q", q, 0, 2, 1, 3),
                heads(attention, name + "/k", values.get(attention.k()), 0, 2, 3, 1));
        scores = values.cast(name + "/scores", scores, type, ElementType.FLOAT);
        if (attention.causal()) {
            scores = graph.node("Add", name + "/masked", scores, sequences.causal());
        } else if (attention.visible() != null) {
            scores = graph.node("Add", name + "/masked", scores, sequences.upTo(last(attention.visible())));
        }
        String shares = graph.node("Softmax", name + "/Softmax", List.of(Attribute.of("axis", -1)), scores);
        shares = values.cast(name + "/shares", shares, ElementType.FLOAT, type);
        String v = heads(attention, name + "/v", values.get(attention.v()), 0, 2, 1, 3);
        String mixed = graph.node("MatMul", name + "/mixed_heads", shares, v);
        String joined = transposed(name + "/joined", mixed, 0, 2, 1, 3);
        String flat = graph.node("Reshape", name + "/flat", joined, graph.numbers(0, 0, attention.width()));
        values.result(out, flat);
    }

    /** int64 [B] or [1], the last token that the query of each sequence sees. */
    private String last(Tensor visible) {
        return places.isConstant(visible) ? graph.numbers(places.first(visible)) : values.get(visible);
    }

    /** [B, T, W] as [B, T, H, W / H], and its axes in another order. */
    private String heads(Attention attention, String name, String x, long... order) {
        int heads = attention.heads();
        String split = graph.node("Reshape", name + "_split", x, graph.numbers(0, 0, heads, attention.width() / heads));
        return transposed(name + "_heads", split, order);
    }

    private String transposed(String name, String x, long... order) {
        return graph.node("Transpose", name, List.of(Attribute.list("perm", order)), x);
    }
}
