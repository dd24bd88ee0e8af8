package dev.diptych.export.onnx;

import dev.diptych.export.model.DeclaredModel;
import dev.diptych.export.onnx.emit.Format;
import dev.diptych.export.onnx.emit.OnnxEngine;
import dev.diptych.export.onnx.graph.Attribute;
import dev.diptych.export.onnx.graph.ElementType;
import dev.diptych.export.onnx.graph.Graph;
import dev.diptych.export.onnx.weight.Weights;
import dev.diptych.nn.layer.Pooling;
import dev.diptych.nn.op.Copy;
import dev.diptych.nn.op.L2Normalize;
import dev.diptych.nn.program.Program;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;
import dev.diptych.text.TextConfig;
import java.util.List;

/**
 * Adds a model's towers to a graph.
 *
 * @param weights of the same graph
 */
record Towers(DeclaredModel model, Graph graph, Weights weights, Format format) {
    private static final int BATCH = 2; // of the recorded program; a graph takes any

    /**
     * The image tower.
     *
     * @param images what is read, float32 [B, 3, S, S]
     * @param name of the result, float32 [B, D]
     * @param unit whether its rows are scaled to unit length
     */
    void images(String images, String name, boolean unit) {
        Tape tape = Tape.inference(format.precision());
        int side = model.vision().config().imageSize();
        Tensor input = tape.input(images, DType.FLOAT32, BATCH, 3, side, side);
        result(tape, model.vision().apply(tape, input), name, unit);
        OnnxEngine engine = new OnnxEngine(graph, weights, format, images, null);
        engine.value(input, images);
        Program.compile(tape, engine);
    }

    /**
     * The text tower.
     *
     * @param ids what is read, int64 [B, T]
     * @param name as for {@link #images}
     */
    void texts(String ids, String name, boolean unit) {
        Tape tape = Tape.inference(format.precision());
        TextConfig config = model.text().config();
        Tensor input = tape.input(ids, DType.INT32, BATCH, config.contextLength());
        Pooling ends = new Pooling(tape.input("ends", DType.INT32, BATCH), tape.input("end rows", DType.INT32, BATCH));
        result(tape, model.text().apply(tape, input, ends), name, unit);
        OnnxEngine engine = new OnnxEngine(graph, weights, format, ids, ends);
        engine.value(input, ids);
        switch (config.pool()) {
            case ARGMAX -> engine.value(ends.tokens(), first(ids, ids));
            case EOS ->
                engine.value(
                        ends.tokens(),
                        first(ids, graph.node("Equal", ids + "/is_end", ids, graph.number(config.eosId()))));
            case FIRST, LAST -> {}
        }
        Program.compile(tape, engine);
    }

    /** int64 [B], where each row has the first of its largest values. */
    private String first(String ids, String values) {
        String numbers = graph.node("Cast", ids + "/ranked", List.of(Attribute.to(ElementType.INT32)), values);
        return graph.node(
                "ArgMax", ids + "/end", List.of(Attribute.of("axis", 1), Attribute.of("keepdims", 0)), numbers);
    }

    private static void result(Tape tape, Tensor features, String name, boolean unit) {
        Tensor out = tape.output(name, features.shape().toArray());
        tape.record(
                unit
                        ? new L2Normalize(features, tape.activation("inverse norm", BATCH), out)
                        : new Copy(features, out));
    }
}
