package dev.diptych.export.onnx.emit;

import dev.diptych.export.onnx.graph.Attribute;
import dev.diptych.export.onnx.graph.ElementType;
import dev.diptych.export.onnx.graph.Graph;
import dev.diptych.nn.op.L2Normalize;
import dev.diptych.nn.op.LayerNorm;
import dev.diptych.nn.op.LayerScale;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;

/** Norms, and branches whose columns have weights; all in float32. */
final class Norms {
    private static final float SMALLEST = 1e-12f; // of lengths, as in L2Normalize

    private final Graph graph;
    private final Values values;

    Norms(Graph graph, Values values) {
        this.graph = graph;
        this.values = values;
    }

    void emit(LayerNorm norm) {
        Tensor out = norm.out();
        List<Attribute> attributes = List.of(Attribute.of("axis", -1), Attribute.of("epsilon", norm.epsilon()));
        String normed = graph.node(
                "LayerNormalization",
                out.name() + "/LayerNormalization",
                attributes,
                values.get(norm.x()),
                values.get(norm.gamma()),
                values.get(norm.beta()));
        values.result(out, values.cast(out.name(), normed, ElementType.FLOAT, Values.type(out)));
    }

    void emit(LayerScale scale) {
        String name = scale.out().name();
        String weighted = graph.node("Mul", name + "/Mul", values.real(scale.x()), values.get(scale.gamma()));
        values.result(scale.out(), graph.node("Add", name + "/Add", values.get(scale.residual()), weighted));
    }

    void emit(L2Normalize norm) {
        values.result(norm.out(), unit(norm.out().name(), values.get(norm.x())));
    }

    /** Rows of unit length. */
    private String unit(String name, String x) {
        String length = graph.reduce("ReduceL2", name + "/length", -1, x);
        return graph.node("Div", name + "/Div", x, graph.node("Max", name + "/Max", length, graph.real(SMALLEST)));
    }
}
