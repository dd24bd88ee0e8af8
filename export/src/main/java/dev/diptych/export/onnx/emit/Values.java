package dev.diptych.export.onnx.emit;

import dev.diptych.export.onnx.graph.Attribute;
import dev.diptych.export.onnx.graph.ElementType;
import dev.diptych.export.onnx.graph.Graph;
import dev.diptych.export.onnx.weight.Weights;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Role;
import dev.diptych.nn.tensor.Storage;
import dev.diptych.nn.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/*
 * A program's tensors have sizes; a graph's first axis is a batch of any size, and captions are of any length. So a value is asked
 * for in the shape in which it was written wherever that is the same, and reshaped with its first axis left open where it is not.
 */
/** The values that a program's tensors are in a graph. */
final class Values {
    private final Graph graph;
    private final Weights weights;
    private final Map<Storage, Tensor> written = new IdentityHashMap<>();
    private final Map<Tensor, String> names = new HashMap<>();

    Values(Graph graph, Weights weights) {
        this.graph = graph;
        this.weights = weights;
    }

    /** Says which value a tensor is. */
    void set(Tensor tensor, String value) {
        written.put(tensor.storage(), tensor);
        names.put(tensor, value);
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
                : names.computeIfAbsent(tensor, this::view);
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

    private String view(Tensor tensor) {
        Tensor whole = written.get(tensor.storage());
        if (whole == null) {
            throw new IllegalStateException("export: " + tensor + ": read before it is written, expected after");
        }
        String value = names.get(whole);
        if (value == null) {
            throw new IllegalStateException("export: " + tensor + ": no value, expected one");
        }
        return tensor.contiguous() ? reshaped(tensor, value) : columns(tensor, value);
    }

    private String columns(Tensor tensor, String value) {
        long from = tensor.offset() % tensor.rowStride();
        return graph.node(
                "Slice",
                tensor.name() + "/columns_" + from,
                value,
                graph.numbers(from),
                graph.numbers(from + tensor.shape().last()),
                graph.numbers(-1));
    }

    private String reshaped(Tensor tensor, String value) {
        long[] sizes = Arrays.stream(tensor.shape().toArray()).asLongStream().toArray();
        sizes[0] = -1;
        return graph.node("Reshape", tensor.name() + "/Reshape", value, graph.numbers(sizes));
    }
}
