package dev.diptych.dl4j.samediff;

import dev.diptych.export.emit.Places;
import dev.diptych.nn.op.Attention;
import dev.diptych.nn.op.token.AddPositions;
import dev.diptych.nn.op.token.AverageTokens;
import dev.diptych.nn.op.token.Embedding;
import dev.diptych.nn.op.token.PatchGather;
import dev.diptych.nn.op.token.PrependClass;
import dev.diptych.nn.op.token.Repeat;
import dev.diptych.nn.op.token.SelectRows;
import dev.diptych.nn.tensor.Tensor;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/** How tokens come about, what they see of each other, and what is picked of them. */
final class Tokens {
    private static final double HIDDEN = -1e30; // of a score; its share is 0

    private final SameDiff graph;
    private final Variables variables;
    private final Places places;
    private final SDVariable each;

    /** @param each float32 [B, 1, 1], ones: what is the same for all sequences is multiplied by them */
    Tokens(Variables variables, Places places, SDVariable each) {
        this.graph = variables.graph();
        this.variables = variables;
        this.places = places;
        this.each = each;
    }

    void emit(PatchGather gather) {
        int side = gather.images().shape().last();
        int grid = gather.grid();
        int patch = gather.patch();
        SDVariable images = variables.get(gather.images());
        if (grid * patch < side) {
            images = variables.picked(variables.picked(images, 0, grid * patch, 2), 0, grid * patch, 3);
        }
        SDVariable cut = graph.reshape(images, -1, 3, grid, patch, grid, patch);
        variables.setRows(gather.out(), graph.permute(cut, 0, 2, 4, 1, 3, 5));
    }

    void emit(PrependClass prepend) {
        int width = prepend.out().shape().last();
        int tokens = prepend.out().shape().size(1);
        SDVariable first = graph.math().mul(each, variables.weight(prepend.cls(), 1, 1, width));
        SDVariable patches = graph.reshape(variables.get(prepend.patches()), -1, tokens - 1, width);
        SDVariable all = graph.concat(1, first, patches);
        variables.set(prepend.out(), graph.math().add(all, variables.weight(prepend.positions(), 1, tokens, width)));
    }

    void emit(AddPositions add) {
        Tensor out = add.out();
        SDVariable positions = variables.weight(
                add.positions(), 1, out.shape().size(1), out.shape().last());
        variables.set(out, graph.math().add(variables.get(add.x()), positions));
    }

    void emit(Embedding embedding) {
        Tensor out = embedding.out();
        int tokens = out.shape().size(1);
        int width = out.shape().last();
        Tensor table = embedding.table();
        SDVariable rows =
                graph.gather(variables.weight(table, table.shape().toArray()), variables.get(embedding.ids()), 0);
        SDVariable positions = variables.weight(embedding.positions().rows(0, tokens), 1, tokens, width);
        variables.set(out, graph.math().add(rows, positions));
    }

    void emit(AverageTokens average) {
        Tensor x = average.x();
        SDVariable counted =
                variables.picked(variables.get(x), average.first(), x.shape().size(1), 1);
        variables.set(average.out(), graph.mean(counted, true, 1));
    }

    /** Picks by a product with a row that is 1 at the token and 0 elsewhere, which is exact. */
    void emit(SelectRows select) {
        Tensor ends = places.tokensOf(select.rows());
        Tensor x = select.x();
        SDVariable picked = ends == null
                ? variables.picked(variables.get(x), places.first(select.rows()), places.first(select.rows()) + 1, 1)
                : at(variables.get(x), variables.get(ends), x.shape().size(1));
        variables.setRows(select.out(), picked);
    }

    private SDVariable at(SDVariable x, SDVariable ends, int tokens) {
        SDVariable own = graph.castTo(graph.eq(numbered(tokens), graph.reshape(ends, -1, 1)), DataType.FLOAT);
        return graph.mmul(graph.reshape(own, -1, 1, tokens), x);
    }

    void emit(Repeat repeat) {
        int rows = Math.toIntExact(repeat.x().shape().rows());
        int width = repeat.x().shape().last();
        SDVariable all = graph.math().mul(each, graph.reshape(variables.get(repeat.x()), 1, rows, width));
        variables.setRows(repeat.out(), all);
    }

    void emit(Attention attention) {
        attention.requireProbabilities();
        SDVariable scores = graph.math()
                .mul(
                        graph.mmul(
                                heads(attention, attention.q(), 0, 2, 1, 3),
                                heads(attention, attention.k(), 0, 2, 3, 1)),
                        attention.scale());
        int tokens = attention.k().shape().size(1);
        if (attention.causal()) {
            scores = graph.math().add(scores, causal(tokens));
        } else if (attention.visible() != null) {
            scores = graph.math().add(scores, upTo(attention.visible(), tokens));
        }
        SDVariable mixed = graph.mmul(graph.nn().softmax(scores, 3), heads(attention, attention.v(), 0, 2, 1, 3));
        variables.setRows(attention.out(), graph.permute(mixed, 0, 2, 1, 3));
    }

    /** [B, T, W] as [B, T, H, W / H], and its axes in another order. */
    private SDVariable heads(Attention attention, Tensor x, int... order) {
        int tokens = x.shape().size(1);
        int heads = attention.heads();
        SDVariable split = graph.reshape(variables.get(x), -1, tokens, heads, attention.width() / heads);
        return graph.permute(split, order);
    }

    /** float32 [1, 1, T, T]: what stands behind a token is hidden from it. */
    private SDVariable causal(int tokens) {
        SDVariable own = variables.numbers(DataType.INT32, range(tokens), tokens, 1);
        return graph.reshape(hidden(graph.gt(numbered(tokens), own)), 1, 1, tokens, tokens);
    }

    /** float32 [B, 1, 1, T]: what stands behind a sequence's last token is hidden. */
    private SDVariable upTo(Tensor visible, int tokens) {
        SDVariable last = places.isConstant(visible)
                ? variables.numbers(DataType.INT32, new int[] {places.first(visible)}, 1, 1)
                : graph.reshape(variables.get(visible), -1, 1);
        return graph.reshape(hidden(graph.gt(numbered(tokens), last)), -1, 1, 1, tokens);
    }

    private SDVariable hidden(SDVariable behind) {
        return graph.math().mul(graph.castTo(behind, DataType.FLOAT), HIDDEN);
    }

    /** int32 [1, T], 0 to T - 1. */
    private SDVariable numbered(int tokens) {
        return variables.numbers(DataType.INT32, range(tokens), 1, tokens);
    }

    private static int[] range(int end) {
        return IntStream.range(0, end).toArray();
    }
}
