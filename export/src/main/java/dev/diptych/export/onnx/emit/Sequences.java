package dev.diptych.export.onnx.emit;

import dev.diptych.export.onnx.graph.Attribute;
import dev.diptych.export.onnx.graph.Graph;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The sizes of a tower's input as the graph finds them, and what attention hides by them; each is computed once. */
final class Sequences {
    private final Graph graph;
    private final String input;
    private @Nullable String shape;
    private @Nullable String tokens;
    private @Nullable String places;
    private @Nullable String mask;

    /** @param input whose first axis is the batch, and whose second the tokens where it has two */
    Sequences(Graph graph, String input) {
        this.graph = graph;
        this.input = input;
    }

    /** int64 [1], B. */
    String batch() {
        return axis(0, "batch");
    }

    /** int64 [1], T. */
    String tokens() {
        if (tokens == null) {
            tokens = axis(1, "tokens");
        }
        return tokens;
    }

    /** int64 [3], B 1 1: what a value is expanded to that all sequences share. */
    String each() {
        return graph.node("Concat", input + "/each", List.of(Attribute.of("axis", 0)), batch(), graph.numbers(1, 1));
    }

    /** float32 [T, T], zero where a token sees another, and minus infinity where that stands behind it. */
    String causal() {
        if (mask == null) {
            String own = graph.node("Unsqueeze", input + "/own_place", places(), graph.numbers(1));
            mask = hidden(graph.node("LessOrEqual", input + "/seen", places(), own), input + "/causal_mask");
        }
        return mask;
    }

    /**
     * float32 [B, 1, 1, T], zero for tokens up to a sequence's own last.
     *
     * @param last int64 [B]
     */
    String upTo(String last) {
        String ends = graph.node("Reshape", last + "/Reshape", last, graph.numbers(-1, 1, 1, 1));
        return hidden(graph.node("LessOrEqual", last + "/seen", places(), ends), last + "/mask");
    }

    private String hidden(String seen, String name) {
        return graph.node("Where", name, seen, graph.real(0), graph.real(Float.NEGATIVE_INFINITY));
    }

    /** int64 [T], 0 to T - 1. */
    private String places() {
        if (places == null) {
            String count = graph.node("Squeeze", input + "/token_count", tokens(), graph.numbers(0));
            places = graph.node("Range", input + "/places", graph.number(0), count, graph.number(1));
        }
        return places;
    }

    private String axis(int number, String name) {
        if (shape == null) {
            shape = graph.node("Shape", input + "/shape", input);
        }
        return graph.node("Gather", input + "/" + name, List.of(Attribute.of("axis", 0)), shape, graph.numbers(number));
    }
}
