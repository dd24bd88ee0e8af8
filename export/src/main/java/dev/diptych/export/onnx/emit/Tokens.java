package dev.diptych.export.onnx.emit;

import dev.diptych.export.emit.Places;
import dev.diptych.export.onnx.graph.Attribute;
import dev.diptych.export.onnx.graph.ElementType;
import dev.diptych.export.onnx.graph.Graph;
import dev.diptych.export.onnx.weight.Weights;
import dev.diptych.export.onnx.weight.Weights.Quantized;
import dev.diptych.nn.op.token.AddPositions;
import dev.diptych.nn.op.token.AverageTokens;
import dev.diptych.nn.op.token.Embedding;
import dev.diptych.nn.op.token.PatchGather;
import dev.diptych.nn.op.token.PrependClass;
import dev.diptych.nn.op.token.Repeat;
import dev.diptych.nn.op.token.SelectRows;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;

/** How tokens come about, and what is picked of them. */
final class Tokens {
    private final Graph graph;
    private final Values values;
    private final Weights weights;
    private final Sequences sequences;
    private final Places places;
    private final Format format;

    Tokens(Graph graph, Values values, Weights weights, Sequences sequences, Places places, Format format) {
        this.graph = graph;
        this.values = values;
        this.weights = weights;
        this.sequences = sequences;
        this.places = places;
        this.format = format;
    }

    void emit(PatchGather gather) {
        int side = gather.images().shape().last();
        int grid = gather.grid();
        int patch = gather.patch();
        Tensor out = gather.out();
        String name = out.name();
        String images = values.get(gather.images());
        if (grid * patch < side) {
            images = graph.node(
                    "Slice",
                    name + "/used",
                    images,
                    graph.numbers(0, 0),
                    graph.numbers((long) grid * patch, (long) grid * patch),
                    graph.numbers(2, 3));
        }
        String cut = graph.node("Reshape", name + "/cut", images, graph.numbers(-1, 3, grid, patch, grid, patch));
        String ordered =
                graph.node("Transpose", name + "/ordered", List.of(Attribute.list("perm", 0, 2, 4, 1, 3, 5)), cut);
        String flat = graph.node(
                "Reshape",
                name + "/flat",
                ordered,
                graph.numbers(-1, (long) grid * grid, out.shape().last()));
        values.result(out, values.cast(name, flat, ElementType.FLOAT, Values.type(out)));
    }

    void emit(PrependClass prepend) {
        String name = prepend.out().name();
        String cls = graph.node("Expand", name + "/class", values.get(prepend.cls()), sequences.each());
        String all = graph.node(
                "Concat", name + "/Concat", List.of(Attribute.of("axis", 1)), cls, values.get(prepend.patches()));
        values.result(prepend.out(), graph.node("Add", name + "/Add", all, values.get(prepend.positions())));
    }

    void emit(AddPositions add) {
        String sum = graph.node("Add", add.out().name() + "/Add", values.get(add.x()), values.get(add.positions()));
        values.result(add.out(), sum);
    }

    void emit(Embedding embedding) {
        String name = embedding.out().name();
        String ids = values.get(embedding.ids());
        String positions = graph.node(
                "Slice",
                name + "/positions",
                values.get(embedding.positions()),
                graph.numbers(0),
                sequences.tokens(),
                graph.numbers(0));
        values.result(
                embedding.out(), graph.node("Add", name + "/Add", looked(embedding.table(), name, ids), positions));
    }

    private String looked(Tensor table, String name, String ids) {
        return switch (format) {
            case FP32 -> graph.node("Gather", name + "/Gather", values.get(table), ids);
            case FP16 -> {
                String rows = graph.node("Gather", name + "/Gather", weights.plain(table, ElementType.FLOAT16), ids);
                yield values.cast(name, rows, ElementType.FLOAT16, ElementType.FLOAT);
            }
            case INT8 -> {
                Quantized bytes = weights.inRows(table);
                String rows = graph.node("Gather", name + "/Gather", bytes.values(), ids);
                String reals = graph.node("DequantizeLinear", name + "/counts", rows, graph.real(1), bytes.zero());
                yield graph.node(
                        "Mul", name + "/rows", reals, graph.node("Gather", name + "/steps", bytes.steps(), ids));
            }
        };
    }

    void emit(AverageTokens average) {
        String name = average.out().name();
        String tokens = values.real(average.x());
        if (average.first() > 0) {
            tokens = graph.node(
                    "Slice",
                    name + "/counted",
                    tokens,
                    graph.numbers(average.first()),
                    graph.numbers(Integer.MAX_VALUE),
                    graph.numbers(1));
        }
        String mean = graph.reduce("ReduceMean", name + "/ReduceMean", 1, tokens);
        values.result(average.out(), values.cast(name, mean, ElementType.FLOAT, Values.type(average.out())));
    }

    void emit(SelectRows select) {
        String name = select.out().name();
        String x = values.get(select.x());
        Tensor ends = places.tokensOf(select.rows());
        String selected = ends == null
                ? graph.node(
                        "Gather",
                        name + "/Gather",
                        List.of(Attribute.of("axis", 1)),
                        x,
                        graph.numbers(places.first(select.rows())))
                : graph.node(
                        "GatherND",
                        name + "/GatherND",
                        List.of(Attribute.of("batch_dims", 1)),
                        x,
                        graph.node("Reshape", name + "/ends", values.get(ends), graph.numbers(-1, 1, 1)));
        values.result(select.out(), selected);
    }

    void emit(Repeat repeat) {
        Tensor out = repeat.out();
        String name = out.name();
        String repeated = graph.node("Expand", name + "/Expand", values.real(repeat.x()), sequences.each());
        values.result(out, values.cast(name, repeated, ElementType.FLOAT, Values.type(out)));
    }
}
