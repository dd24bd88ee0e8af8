package dev.diptych.export.emit;

import dev.diptych.nn.tensor.Storage;
import dev.diptych.nn.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/*
 * A program's tensors have sizes; a graph's first axis is a batch of any size, and captions may be of any length. So a value is
 * asked for in the shape in which it was written wherever that is the same, and reshaped with its first axis left open where it
 * is not.
 */
/**
 * The values that a program's tensors are in a graph.
 *
 * @param <V> what a graph knows a value by
 */
public final class GraphValues<V> {
    private final Nodes<V> nodes;
    private final Map<Storage, Tensor> written = new IdentityHashMap<>();
    private final Map<Tensor, V> values = new HashMap<>();

    /** Adds what makes a value of another one. */
    public interface Nodes<V> {
        /** Columns from one on of the innermost axis, as many as the tensor has. */
        V columns(Tensor tensor, V value, long from);

        /** The value under other sizes, the first of which is left open, -1. */
        V reshaped(Tensor tensor, V value, long[] sizes);
    }

    public GraphValues(Nodes<V> nodes) {
        this.nodes = nodes;
    }

    /** Says which value a tensor is. */
    public void set(Tensor tensor, V value) {
        written.put(tensor.storage(), tensor);
        values.put(tensor, value);
    }

    /** The value that a tensor is, in its own shape. */
    public V get(Tensor tensor) {
        V known = values.get(tensor);
        if (known == null) {
            known = view(tensor);
            values.put(tensor, known);
        }
        return known;
    }

    private V view(Tensor tensor) {
        Tensor whole = written.get(tensor.storage());
        V value = whole == null ? null : values.get(whole);
        if (value == null) {
            throw new IllegalStateException("export: " + tensor + ": read before it is written, expected after");
        }
        if (!tensor.contiguous()) {
            return nodes.columns(tensor, value, tensor.offset() % tensor.rowStride());
        }
        return nodes.reshaped(tensor, value, open(tensor));
    }

    /** The sizes of a tensor, the first left open. */
    public static long[] open(Tensor tensor) {
        long[] sizes = Arrays.stream(tensor.shape().toArray()).asLongStream().toArray();
        sizes[0] = -1;
        return sizes;
    }
}
