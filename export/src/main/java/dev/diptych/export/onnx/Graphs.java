package dev.diptych.export.onnx;

import static dev.diptych.export.onnx.OnnxExport.IDS;
import static dev.diptych.export.onnx.OnnxExport.IMAGES;
import static dev.diptych.export.onnx.OnnxExport.MASK;
import static dev.diptych.export.onnx.OnnxExport.PICTURES;
import static dev.diptych.export.onnx.OnnxExport.PIXELS;
import static dev.diptych.export.onnx.OnnxExport.TEXTS;

import dev.diptych.export.description.ModelDescription;
import dev.diptych.export.model.DeclaredModel;
import dev.diptych.export.onnx.emit.Format;
import dev.diptych.export.onnx.graph.Attribute;
import dev.diptych.export.onnx.graph.Axis;
import dev.diptych.export.onnx.graph.ElementType;
import dev.diptych.export.onnx.graph.Graph;
import dev.diptych.export.onnx.weight.Weights;
import dev.diptych.export.safetensors.TensorValues;
import dev.diptych.text.TextConfig;
import java.util.List;

/**
 * The graphs of a model, with inputs and outputs as optimum and transformers.js name them.
 *
 * @param siglip whether they are those of {@code SiglipModel}, or else of {@code CLIPModel}
 * @param values the model's tensors under our names
 * @param normalize whether the towers' own files end in rows of unit length
 */
record Graphs(ModelDescription model, boolean siglip, TensorValues values, boolean normalize) {
    static final int OPSET = 17;

    private static final String POOLED = "pooler_output";
    private static final Axis TEXT_BATCH = Axis.named("text_batch_size");
    private static final Axis IMAGE_BATCH = Axis.named("image_batch_size");

    /** {@code text_model}: captions to embeddings. */
    Graph texts(Format format) {
        Graph graph = new Graph(OPSET);
        String name = siglip ? POOLED : TEXTS;
        ids(graph, IDS);
        towers(graph, format).texts(IDS, name, normalize);
        graph.output(name, ElementType.FLOAT, TEXT_BATCH, dimensions());
        return graph;
    }

    /** {@code vision_model}: preprocessed images to embeddings. */
    Graph images(Format format) {
        Graph graph = new Graph(OPSET);
        String name = siglip ? POOLED : IMAGES;
        pixels(graph);
        towers(graph, format).images(PIXELS, name, normalize);
        graph.output(name, ElementType.FLOAT, IMAGE_BATCH, dimensions());
        return graph;
    }

    /** Images as they are decoded, all of one size, to embeddings. */
    Graph pictures(Format format) {
        Graph graph = new Graph(PixelNodes.OPSET);
        String name = siglip ? POOLED : IMAGES;
        graph.input(PICTURES, ElementType.UINT8, IMAGE_BATCH, Axis.named("height"), Axis.named("width"), Axis.of(3));
        new PixelNodes(graph, model.preprocessing()).add(PICTURES, PIXELS);
        towers(graph, format).images(PIXELS, name, normalize);
        graph.output(name, ElementType.FLOAT, IMAGE_BATCH, dimensions());
        return graph;
    }

    /** {@code model}: both to unit embeddings and the scores of all pairs. */
    Graph both(Format format) {
        Graph graph = new Graph(OPSET);
        ids(graph, IDS);
        pixels(graph);
        if (!siglip) {
            ids(graph, MASK); // which callers give, though what it hides reaches nothing
        }
        Towers towers = towers(graph, format);
        towers.texts(IDS, TEXTS, true);
        towers.images(PIXELS, IMAGES, true);
        scores(graph, towers);
        graph.output("logits_per_image", ElementType.FLOAT, IMAGE_BATCH, TEXT_BATCH);
        graph.output("logits_per_text", ElementType.FLOAT, TEXT_BATCH, IMAGE_BATCH);
        graph.output(TEXTS, ElementType.FLOAT, TEXT_BATCH, dimensions());
        graph.output(IMAGES, ElementType.FLOAT, IMAGE_BATCH, dimensions());
        return graph;
    }

    private void scores(Graph graph, Towers towers) {
        DeclaredModel declared = towers.model();
        List<Attribute> swap = List.of(Attribute.list("perm", 1, 0));
        String turned = graph.node("Transpose", "image_embeds/Transpose", swap, IMAGES);
        String cosines = graph.node("MatMul", "logits/cosines", TEXTS, turned);
        String scale =
                graph.node("Exp", "logits/scale", towers.weights().plain(declared.logScale(), ElementType.FLOAT));
        String scaled = graph.node("Mul", "logits/scaled", cosines, scale);
        String scores = declared.logitBias() == null
                ? scaled
                : graph.node(
                        "Add",
                        "logits/biased",
                        scaled,
                        towers.weights().plain(declared.logitBias(), ElementType.FLOAT));
        graph.node("Transpose", "logits_per_image", swap, graph.named(scores, "logits_per_text"));
    }

    private Towers towers(Graph graph, Format format) {
        DeclaredModel declared = DeclaredModel.of(model.config(), model.family());
        return new Towers(declared, graph, new Weights(graph, values), format);
    }

    /** Rows of any length, or of the whole context where padding is read. */
    private void ids(Graph graph, String name) {
        TextConfig text = model.config().text();
        Axis tokens = text.readsPadding() ? Axis.of(text.contextLength()) : Axis.named("sequence_length");
        graph.input(name, ElementType.INT64, TEXT_BATCH, tokens);
    }

    private void pixels(Graph graph) {
        Axis side = Axis.of(model.config().vision().imageSize());
        graph.input(PIXELS, ElementType.FLOAT, IMAGE_BATCH, Axis.of(3), side, side);
    }

    private Axis dimensions() {
        return Axis.of(model.config().embedDim());
    }
}
