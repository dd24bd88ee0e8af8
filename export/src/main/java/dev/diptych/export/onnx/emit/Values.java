package dev.diptych.export.onnx.emit;

import dev.diptych.export.emit.GraphValues;
import dev.diptych.export.onnx.graph.Attribute;
import dev.diptych.export.onnx.graph.ElementType;
import dev.diptych.export.onnx.graph.Graph;
import dev.diptych.export.onnx.weight.Weights;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Role;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;

/** The values that a program's tensors are in a graph, by name. */
final class Values {
    private final Graph graph;
    private final Weights weights;
    private final GraphValues<String> computed;

    Values(Graph graph, Weights weights) {
        this.graph = graph;
        this.weights = weights;
        this.computed = new GraphValues<>(new GraphValues.Nodes<>() {
            @Override
            public String columns(Tensor tensor, String value, long from) {
                return graph.node(
                        "Slice",
                        tensor.name() + "/columns_" + from,
                        value,
                        graph.numbers(from),
                        graph.numbers(from + tensor.shape().last()),
                        graph.numbers(-1));
            }

            @Override
            public String reshaped(Tensor tensor, String value, long[] sizes) {
                return graph.node("Reshape", tensor.name() + "/Reshape", value, graph.numbers(sizes));
            }
        });
    }

    /** Says which value a tensor is. */
    void set(Tensor tensor, String value) {
        computed.set(tensor, value);
    }

    /** Lets a tensor be the result of the node that was added last, which is named after it. */
    void result(Tensor tensor, String value) {
        set(tensor, graph.named(value, tensor.name()));
    }

    /** The value that a tensor is, in its own shape and type. */
    String get(Tensor tensor) {
        Role role = tensor.storage().role();
        return role == Role.PARAMETER || role == Role.STATE
                ? weights.plain(tensor, ElementType.FLOAT)
                : computed.get(tensor);
    }

    /** The same in float32. */
    String real(Tensor tensor) {
        return cast(tensor.name(), get(tensor), type(tensor), ElementType.FLOAT);
    }

    /** A value in another type. */
    String cast(String name, String value, ElementType from, ElementType to) {
        return from == to ? value : graph.node("Cast", name + "/Cast", List.of(Attribute.to(to)), value);
    }

    /** What 16 bits are in a program is float16 in a graph: of bfloat16 few runtimes compute anything. */
    static ElementType type(Tensor tensor) {
        return switch (tensor.dtype()) {
            case FLOAT32 -> ElementType.FLOAT;
            case BFLOAT16 -> ElementType.FLOAT16;
            case INT32 -> ElementType.INT64;
        };
    }

    /** Whether a tensor is the model's and not computed. */
    static boolean learnt(Tensor tensor) {
        return tensor.storage().role() == Role.PARAMETER && tensor.dtype() == DType.FLOAT32;
    }
}
