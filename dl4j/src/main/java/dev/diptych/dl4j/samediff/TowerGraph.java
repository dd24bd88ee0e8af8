package dev.diptych.dl4j.samediff;

import dev.diptych.export.emit.EmittingEngine;
import dev.diptych.export.emit.Places;
import dev.diptych.export.emit.TowerTape;
import dev.diptych.export.model.DeclaredModel;
import dev.diptych.export.safetensors.TensorValues;
import dev.diptych.nn.layer.Pooling;
import dev.diptych.nn.op.Activation;
import dev.diptych.nn.op.Attention;
import dev.diptych.nn.op.Copy;
import dev.diptych.nn.op.L2Normalize;
import dev.diptych.nn.op.LayerNorm;
import dev.diptych.nn.op.LayerScale;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.op.token.AddPositions;
import dev.diptych.nn.op.token.AverageTokens;
import dev.diptych.nn.op.token.Embedding;
import dev.diptych.nn.op.token.PatchGather;
import dev.diptych.nn.op.token.PrependClass;
import dev.diptych.nn.op.token.Repeat;
import dev.diptych.nn.op.token.SelectRows;
import dev.diptych.nn.program.Program;
import dev.diptych.nn.tape.Precision;
import dev.diptych.text.TextConfig;
import java.util.Objects;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/** The graph of one tower, with any number of items at a time. */
final class TowerGraph {
    private final SameDiff graph = SameDiff.create();
    private final Variables variables;
    private final String output;

    private TowerGraph(TensorValues values, long limit, String output) {
        this.variables = new Variables(graph, values, limit);
        this.output = output;
    }

    /** {@code pixel_values} float32 [B, 3, S, S] to {@code image_embeds} float32 [B, D]. */
    static SameDiff images(DeclaredModel model, TensorValues values, SameDiffExport export) {
        TowerGraph tower = new TowerGraph(values, export.limit(), SameDiffExport.IMAGES);
        int side = model.vision().config().imageSize();
        SDVariable pixels = tower.graph.placeHolder(SameDiffExport.PIXELS, DataType.FLOAT, -1, 3, side, side);
        TowerTape tape = TowerTape.images(
                model, Precision.FP32, SameDiffExport.PIXELS, SameDiffExport.IMAGES, export.normalize());
        tower.variables.set(tape.input(), pixels);
        return tower.compiled(tape, tower.each(pixels, (long) 3 * side * side));
    }

    /** {@code input_ids} int32 [B, C] to {@code text_embeds} float32 [B, D]. */
    static SameDiff texts(DeclaredModel model, TensorValues values, SameDiffExport export) {
        TowerGraph tower = new TowerGraph(values, export.limit(), SameDiffExport.TEXTS);
        TextConfig config = model.text().config();
        int context = config.contextLength();
        SDVariable ids = tower.graph.placeHolder(SameDiffExport.IDS, DataType.INT32, -1, context);
        TowerTape tape =
                TowerTape.texts(model, Precision.FP32, SameDiffExport.IDS, SameDiffExport.TEXTS, export.normalize());
        tower.variables.set(tape.input(), ids);
        Pooling ends = Objects.requireNonNull(tape.ends());
        SameDiff graph = tower.graph;
        switch (config.pool()) {
            case ARGMAX -> tower.variables.set(ends.tokens(), tower.first(ids));
            case EOS -> tower.variables.set(ends.tokens(), tower.first(graph.eq(ids, config.eosId())));
            case FIRST, LAST -> {}
        }
        return tower.compiled(tape, tower.each(graph.castTo(ids, DataType.FLOAT), context));
    }

    /** int32 [B], where each row has the first of its largest values. */
    private SDVariable first(SDVariable values) {
        return graph.castTo(graph.argmax(graph.castTo(values, DataType.FLOAT), 1), DataType.INT32);
    }

    private SDVariable each(SDVariable items, long length) {
        SDVariable column = variables.picked(graph.reshape(items, -1, length), 0, 1, 1);
        return graph.reshape(graph.onesLike(column), -1, 1, 1);
    }

    private SameDiff compiled(TowerTape tape, SDVariable each) {
        Places places = new Places(tape.ends());
        EmittingEngine engine = new EmittingEngine("samediff", places);
        Layers layers = new Layers(variables);
        Tokens tokens = new Tokens(variables, places, each);
        engine.on(Matmul.class, layers::emit);
        engine.on(Activation.class, layers::emit);
        engine.on(LayerNorm.class, layers::emit);
        engine.on(LayerScale.class, layers::emit);
        engine.on(L2Normalize.class, layers::emit);
        engine.on(Attention.class, tokens::emit);
        engine.on(PatchGather.class, tokens::emit);
        engine.on(PrependClass.class, tokens::emit);
        engine.on(AddPositions.class, tokens::emit);
        engine.on(Embedding.class, tokens::emit);
        engine.on(AverageTokens.class, tokens::emit);
        engine.on(SelectRows.class, tokens::emit);
        engine.on(Repeat.class, tokens::emit);
        engine.on(Copy.class, copy -> variables.set(copy.out(), variables.get(copy.x())));
        Program.compile(tape.tape(), engine);
        graph.identity(output, variables.get(tape.output()));
        return graph;
    }
}
