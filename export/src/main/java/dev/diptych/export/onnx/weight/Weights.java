package dev.diptych.export.onnx.weight;

import dev.diptych.export.description.ModelFolderException;
import dev.diptych.export.emit.WeightView;
import dev.diptych.export.emit.WeightView.Loaded;
import dev.diptych.export.onnx.graph.ElementType;
import dev.diptych.export.onnx.graph.Graph;
import dev.diptych.export.onnx.weight.ElementData.Elements;
import dev.diptych.export.onnx.wire.Content;
import dev.diptych.export.safetensors.TensorValues;
import dev.diptych.nn.tensor.Float16;
import dev.diptych.nn.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** The tensors of a model as constants of a graph. */
public final class Weights {
    private final Graph graph;
    private final TensorValues values;

    /** @param values the model's tensors under our names, read while the graph is written */
    public Weights(Graph graph, TensorValues values) {
        this.graph = graph;
        this.values = values;
    }

    /**
     * Values in bytes: {@code value = step (byte - zero)}.
     *
     * @param values uint8 [K, N]
     * @param steps float32, one for each column or row
     * @param zero uint8 []
     */
    public record Quantized(String values, String steps, String zero) {}

    /**
     * The values as they are, under the tensor's shape.
     *
     * @param type float32 or float16
     */
    public String plain(Tensor tensor, ElementType type) {
        List<Integer> shape = Arrays.stream(tensor.shape().toArray()).boxed().toList();
        return floats(new WeightView(values, tensor, false), shape, type);
    }

    /**
     * A matrix [K, N].
     *
     * @param transposed whether it is stored as [N, K]
     * @param type float32 or float16
     */
    public String matrix(Tensor tensor, boolean transposed, ElementType type) {
        WeightView view = new WeightView(values, tensor, transposed);
        return floats(view, shape(view), type);
    }

    /** A matrix [K, N] in bytes with a step for each column, [N]. */
    public Quantized inColumns(Tensor tensor, boolean transposed) {
        WeightView view = new WeightView(values, tensor, transposed);
        return quantized(view, true, List.of(view.columns()));
    }

    /** A table [V, W] in bytes with a step for each row, [V, 1]. */
    public Quantized inRows(Tensor tensor) {
        WeightView view = new WeightView(values, tensor, false);
        return quantized(view, false, List.of(view.rows(), 1));
    }

    private Quantized quantized(WeightView view, boolean ofColumns, List<Integer> steps) {
        return new Quantized(
                constants(view, ".bytes", ElementType.UINT8, shape(view), loaded -> Bytes.values(loaded, ofColumns)),
                constants(view, ".steps", ElementType.FLOAT, steps, loaded -> Bytes.steps(loaded, ofColumns)),
                graph.constants(
                        "zero_point", ElementType.UINT8, List.of(), Content.of(new byte[] {(byte) Bytes.ZERO})));
    }

    private String floats(WeightView view, List<Integer> shape, ElementType type) {
        return type == ElementType.FLOAT16
                ? constants(view, ".half", type, shape, Weights::halves)
                : constants(view, "", type, shape, loaded -> (index, buffer) -> buffer.putFloat(loaded.at(index)));
    }

    private String constants(
            WeightView view, String suffix, ElementType type, List<Integer> shape, Function<Loaded, Elements> coding) {
        long elements = shape.stream().mapToLong(size -> size).reduce(1, Math::multiplyExact);
        return graph.constants(
                view.name() + suffix, type, shape, new ElementData(elements, type, () -> coding.apply(view.load())));
    }

    private static Elements halves(Loaded loaded) {
        return (index, buffer) -> {
            float value = loaded.at(index);
            if (Math.abs(value) > Float16.MAX) {
                throw new ModelFolderException(
                        "tensor " + loaded.view().tensor().name(),
                        value + ", expected at most " + Float16.MAX + " for fp16; export it as fp32 or int8");
            }
            buffer.putShort(Float16.of(value));
        };
    }

    private static List<Integer> shape(WeightView view) {
        return List.of(view.rows(), view.columns());
    }
}
