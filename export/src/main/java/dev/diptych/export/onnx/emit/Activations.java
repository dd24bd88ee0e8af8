package dev.diptych.export.onnx.emit;

import dev.diptych.export.onnx.graph.ElementType;
import dev.diptych.export.onnx.graph.Graph;
import dev.diptych.nn.op.Activation;
import dev.diptych.nn.op.Activation.Kind;

/** Non-linearities, of operators that every version of ONNX has. */
final class Activations {
    private static final float SQRT_HALF = (float) Math.sqrt(0.5);
    private static final float TANH_FACTOR = (float) Math.sqrt(2 / Math.PI);
    private static final float TANH_CUBIC = 0.044715f;
    private static final float QUICK = 1.702f;

    private final Graph graph;
    private final Values values;

    Activations(Graph graph, Values values) {
        this.graph = graph;
        this.values = values;
    }

    void emit(Activation activation) {
        String name = activation.out().name();
        values.result(
                activation.out(), of(activation.kind(), name, values.get(activation.x()), Values.type(activation.x())));
    }

    /**
     * Adds the nodes of an activation.
     *
     * @param type float32 or float16, of {@code x} and of the result
     * @return the result of the last of them
     */
    String of(Kind kind, String name, String x, ElementType type) {
        return switch (kind) {
            case GELU -> {
                String erf = graph.node("Erf", name + "/Erf", times(name + "/scaled", x, SQRT_HALF, type));
                yield halves(name, x, erf, type);
            }
            case GELU_TANH -> {
                String square = graph.node("Mul", name + "/square", x, x);
                String factor = graph.node(
                        "Add",
                        name + "/factor",
                        times(name + "/cubic", square, TANH_FACTOR * TANH_CUBIC, type),
                        real(TANH_FACTOR, type));
                String tanh = graph.node("Tanh", name + "/Tanh", graph.node("Mul", name + "/argument", x, factor));
                yield halves(name, x, tanh, type);
            }
            case QUICK_GELU -> {
                String gate = graph.node("Sigmoid", name + "/Sigmoid", times(name + "/scaled", x, QUICK, type));
                yield graph.node("Mul", name + "/activated", x, gate);
            }
        };
    }

    /** {@code x (1 + share) / 2}. */
    private String halves(String name, String x, String share, ElementType type) {
        String both = graph.node("Add", name + "/both", share, real(1, type));
        return graph.node("Mul", name + "/activated", times(name + "/half", x, 0.5f, type), both);
    }

    private String times(String name, String x, float factor, ElementType type) {
        return graph.node("Mul", name, x, real(factor, type));
    }

    private String real(float value, ElementType type) {
        return graph.real(value, type);
    }
}
