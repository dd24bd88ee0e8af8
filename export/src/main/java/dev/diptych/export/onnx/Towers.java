package dev.diptych.export.onnx;

import dev.diptych.export.emit.TowerTape;
import dev.diptych.export.model.DeclaredModel;
import dev.diptych.export.onnx.emit.Format;
import dev.diptych.export.onnx.emit.OnnxNodes;
import dev.diptych.export.onnx.graph.Attribute;
import dev.diptych.export.onnx.graph.ElementType;
import dev.diptych.export.onnx.graph.Graph;
import dev.diptych.export.onnx.weight.Weights;
import dev.diptych.nn.layer.Pooling;
import dev.diptych.nn.program.Program;
import dev.diptych.text.TextConfig;
import java.util.List;
import java.util.Objects;

/**
 * Adds a model's towers to a graph.
 *
 * @param weights of the same graph
 */
record Towers(DeclaredModel model, Graph graph, Weights weights, Format format) {
    /**
     * The image tower.
     *
     * @param images what is read, float32 [B, 3, S, S]
     * @param name of the result, float32 [B, D]
     * @param unit whether its rows are scaled to unit length
     */
    void images(String images, String name, boolean unit) {
        TowerTape tower = TowerTape.images(model, format.precision(), images, name, unit);
        OnnxNodes nodes = new OnnxNodes(graph, weights, format, images, null);
        nodes.value(tower.input(), images);
        Program.compile(tower.tape(), nodes.engine());
    }

    /**
     * The text tower.
     *
     * @param ids what is read, int64 [B, T]
     * @param name as for {@link #images}
     */
    void texts(String ids, String name, boolean unit) {
        TowerTape tower = TowerTape.texts(model, format.precision(), ids, name, unit);
        TextConfig config = model.text().config();
        Pooling ends = Objects.requireNonNull(tower.ends());
        OnnxNodes nodes = new OnnxNodes(graph, weights, format, ids, ends);
        nodes.value(tower.input(), ids);
        switch (config.pool()) {
            case ARGMAX -> nodes.value(ends.tokens(), first(ids, ids));
            case EOS ->
                nodes.value(
                        ends.tokens(),
                        first(ids, graph.node("Equal", ids + "/is_end", ids, graph.number(config.eosId()))));
            case FIRST, LAST -> {}
        }
        Program.compile(tower.tape(), nodes.engine());
    }

    /** int64 [B], where each row has the first of its largest values. */
    private String first(String ids, String values) {
        String numbers = graph.node("Cast", ids + "/ranked", List.of(Attribute.to(ElementType.INT32)), values);
        return graph.node(
                "ArgMax", ids + "/end", List.of(Attribute.of("axis", 1), Attribute.of("keepdims", 0)), numbers);
    }
}
