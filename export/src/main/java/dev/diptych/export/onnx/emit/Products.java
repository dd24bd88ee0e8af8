package dev.diptych.export.onnx.emit;

import dev.diptych.export.onnx.graph.Attribute;
import dev.diptych.export.onnx.graph.ElementType;
import dev.diptych.export.onnx.graph.Graph;
import dev.diptych.export.onnx.weight.Weights;
import dev.diptych.export.onnx.weight.Weights.Quantized;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Matrix products with their epilogues: by weights in float32 or float16, or in bytes, which what they meet is rounded to as well. */
final class Products {
    private final Graph graph;
    private final Values values;
    private final Weights weights;
    private final Activations activations;
    private final boolean inBytes;
    private final Map<String, List<String>> rounded = new HashMap<>(); // by what was rounded: bytes, step, zero

    Products(Graph graph, Values values, Weights weights, Activations activations, boolean inBytes) {
        this.graph = graph;
        this.values = values;
        this.weights = weights;
        this.activations = activations;
        this.inBytes = inBytes;
    }

    void emit(Matmul product) {
        if (product.transposeA() || !Values.learnt(product.b()) || product.accumulate()) {
            throw new IllegalArgumentException("export failed: " + product.out() + ": a product of " + product.a()
                    + " and " + product.b() + ", expected one by weights, as a forward pass has");
        }
        Tensor out = product.out();
        String name = out.name();
        ElementType type = Values.type(out);
        String a = values.get(aligned(product.a(), out));
        String value = inBytes ? bytes(product, a) : plain(product, a);
        value = values.cast(name, value, Values.type(product.a()), type);
        if (product.scale() != 1) {
            value = graph.node("Mul", name + "/Mul", value, graph.real(product.scale()));
        }
        if (product.bias() != null) {
            value = graph.node("Add", name + "/biased", value, weights.plain(product.bias(), type));
        }
        if (product.activation() != null) {
            value = activations.of(product.activation(), name, value, type);
        }
        if (product.residual() != null) {
            value = graph.node("Add", name + "/Add", values.get(product.residual()), value);
        }
        values.result(out, value);
    }

    /** Rows of the left matrix under the axes that the result has them under. */
    private static Tensor aligned(Tensor a, Tensor out) {
        if (a.shape().rank() == out.shape().rank()) {
            return a;
        }
        int[] sizes = out.shape().toArray();
        sizes[sizes.length - 1] = a.shape().last();
        return a.reshape(sizes);
    }

    private String plain(Matmul product, String a) {
        ElementType type = Values.type(product.a());
        String weight = weights.matrix(product.b(), product.transposeB(), type);
        return graph.node("MatMul", product.out().name() + "/MatMul", a, weight);
    }

    private String bytes(Matmul product, String real) {
        String name = product.out().name();
        List<String> a = rounded.computeIfAbsent(real, this::round);
        Quantized b = weights.inColumns(product.b(), product.transposeB());
        String counts = graph.node("MatMulInteger", name + "/MatMulInteger", a.get(0), b.values(), a.get(2), b.zero());
        String reals = graph.node("Cast", name + "/counts", List.of(Attribute.to(ElementType.FLOAT)), counts);
        String step = graph.node("Mul", name + "/step", a.get(1), b.steps());
        return graph.node("Mul", name + "/product", reals, step);
    }

    private List<String> round(String value) {
        return graph.nodes(
                "DynamicQuantizeLinear",
                List.of(value + "/bytes", value + "/byte_step", value + "/byte_zero"),
                List.of(),
                value);
    }
}
