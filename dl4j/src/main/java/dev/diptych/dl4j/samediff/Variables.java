package dev.diptych.dl4j.samediff;

import dev.diptych.export.description.ModelFolderException;
import dev.diptych.export.emit.GraphValues;
import dev.diptych.export.emit.WeightView;
import dev.diptych.export.safetensors.TensorValues;
import dev.diptych.nn.tensor.Role;
import dev.diptych.nn.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** The variables that a program's tensors are in a graph; a model's tensors are constants of their name. */
final class Variables {
    private final SameDiff graph;
    private final TensorValues values;
    private final long limit;
    private final GraphValues<SDVariable> computed;
    private final Map<String, SDVariable> constants = new HashMap<>();
    private long bytes;

    /** @param limit bytes of weights that may become constants */
    Variables(SameDiff graph, TensorValues values, long limit) {
        this.graph = graph;
        this.values = values;
        this.limit = limit;
        this.computed = new GraphValues<>(new GraphValues.Nodes<>() {
            @Override
            public SDVariable columns(Tensor tensor, SDVariable value, long from) {
                int first = Math.toIntExact(from);
                return picked(
                        value,
                        first,
                        first + tensor.shape().last(),
                        tensor.shape().rank() - 1);
            }

            @Override
            public SDVariable reshaped(Tensor tensor, SDVariable value, long[] sizes) {
                return graph.reshape(value, sizes);
            }
        });
    }

    SameDiff graph() {
        return graph;
    }

    void set(Tensor tensor, SDVariable value) {
        computed.set(tensor, value);
    }

    /** Says what a tensor is, whatever its rows lie under. */
    void setRows(Tensor tensor, SDVariable value) {
        set(tensor, graph.reshape(value, GraphValues.open(tensor)));
    }

    /** In the tensor's own shape. */
    SDVariable get(Tensor tensor) {
        Role role = tensor.storage().role();
        return role == Role.PARAMETER || role == Role.STATE
                ? weight(tensor, tensor.shape().toArray())
                : computed.get(tensor);
    }

    /** [rows, W]. */
    SDVariable rows(Tensor tensor) {
        return graph.reshape(get(tensor), -1, tensor.shape().last());
    }

    /** A vector of the model's as a row, [1, W]. */
    SDVariable row(Tensor tensor) {
        return weight(tensor, 1, tensor.shape().last());
    }

    /** A tensor of the model's, or a part of one, under a shape. */
    SDVariable weight(Tensor tensor, int... shape) {
        WeightView view = new WeightView(values, tensor, false);
        String name =
                view.name() + (tensor.whole() ? "" : Arrays.toString(shape).replaceAll("[\\[\\], ]+", "_"));
        return constants.computeIfAbsent(view.name() + Arrays.toString(shape), key -> {
            requireRoom(tensor);
            WeightView.Loaded loaded = view.load();
            float[] own = new float[Math.toIntExact(tensor.shape().elements())];
            for (int i = 0; i < own.length; i++) {
                own[i] = loaded.at(i);
            }
            String free = graph.hasVariable(name) ? graph.generateNewVarName(name, 0) : name;
            return graph.constant(
                    free, Nd4j.create(own, Arrays.stream(shape).asLongStream().toArray(), 'c'));
        });
    }

    private void requireRoom(Tensor tensor) {
        bytes += tensor.shape().elements() * Float.BYTES;
        if (bytes > limit) {
            throw new ModelFolderException(
                    "tensor " + tensor.name(),
                    "the tower's weights up to it take " + bytes + " bytes, expected at most " + limit
                            + ", which a file of SameDiff holds; export it as ONNX");
        }
    }

    SDVariable numbers(DataType type, int[] numbers, long... shape) {
        return graph.constant(Nd4j.createFromArray(numbers).reshape(shape).castTo(type));
    }

    /** Places from one to another along an axis. */
    SDVariable picked(SDVariable value, int from, int to, int axis) {
        return graph.gather(
                value, numbers(DataType.INT32, IntStream.range(from, to).toArray(), to - from), axis);
    }
}
