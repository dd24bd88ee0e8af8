package dev.diptych.export.onnx;

import dev.diptych.export.description.ModelFolderException;
import dev.diptych.export.onnx.graph.Attribute;
import dev.diptych.export.onnx.graph.ElementType;
import dev.diptych.export.onnx.graph.Graph;
import dev.diptych.image.resize.Resampling;
import dev.diptych.vision.preprocess.ChannelValues;
import dev.diptych.vision.preprocess.CropStart;
import dev.diptych.vision.preprocess.Preprocessing;
import dev.diptych.vision.preprocess.ResizeMode;
import java.util.List;

/**
 * Adds what turns images of one size into model input to a graph: resize, crop, normalise. ONNX's {@code Resize} with {@code
 * antialias}, of opset 18, has Pillow's filters, with weights scaled to the sum 1 where they reach beyond the image.
 */
record PixelNodes(Graph graph, Preprocessing preprocessing) {
    static final int OPSET = 18;

    private static final float PILLOW_CUBIC = -0.5f;

    /** @throws ModelFolderException if ONNX has no such resize */
    PixelNodes {
        Resampling filter = preprocessing.interpolation();
        if (preprocessing.resizeMode() == ResizeMode.LONGEST
                || filter != Resampling.BICUBIC && filter != Resampling.BILINEAR) {
            throw new ModelFolderException(
                    "preprocessing in the graph",
                    preprocessing.resizeMode() + " by " + filter
                            + ", expected shortest or squash by bicubic or bilinear, which ONNX has");
        }
    }

    /**
     * Adds the nodes.
     *
     * @param pixels uint8 [B, H, W, 3]
     * @param name of the result, float32 [B, 3, S, S]
     */
    void add(String pixels, String name) {
        String planes = graph.node("Transpose", name + "/planes", List.of(Attribute.list("perm", 0, 3, 1, 2)), pixels);
        String shape = graph.node("Shape", name + "/shape", pixels);
        String height = size(name + "/height", shape, 1);
        String width = size(name + "/width", shape, 2);
        int side = preprocessing.size();
        String resized;
        if (preprocessing.resizeMode() == ResizeMode.SQUASH) {
            resized = resize(name, planes, shape, graph.numbers(side), graph.numbers(side));
        } else {
            String shorter = graph.node("Min", name + "/shorter", height, width);
            String tall = scaled(name + "/tall", height, shorter);
            String wide = scaled(name + "/wide", width, shorter);
            resized = crop(name, resize(name, planes, shape, tall, wide), tall, wide);
        }
        normalize(name, resized);
    }

    private String size(String name, String shape, int axis) {
        return graph.node("Gather", name, List.of(Attribute.of("axis", 0)), shape, graph.numbers(axis));
    }

    /** {@code S size / shorter}, rounded down. */
    private String scaled(String name, String size, String shorter) {
        String whole = graph.node("Mul", name + "_product", size, graph.numbers(preprocessing.size()));
        return graph.node("Div", name, whole, shorter);
    }

    private String resize(String name, String planes, String shape, String height, String width) {
        boolean cubic = preprocessing.interpolation() == Resampling.BICUBIC;
        String sizes = concat(name + "/sizes", size(name + "/batch", shape, 0), graph.numbers(3), height, width);
        return graph.node(
                "Resize",
                name + "/resized",
                List.of(
                        Attribute.of("mode", cubic ? "cubic" : "linear"),
                        Attribute.of("cubic_coeff_a", PILLOW_CUBIC),
                        Attribute.of("antialias", 1),
                        Attribute.of("exclude_outside", 1),
                        Attribute.of("coordinate_transformation_mode", "half_pixel")),
                planes,
                "",
                "",
                sizes);
    }

    private String crop(String name, String resized, String height, String width) {
        String top = start(name + "/top", height);
        String left = start(name + "/left", width);
        String side = graph.numbers(preprocessing.size());
        return graph.node(
                "Slice",
                name + "/middle",
                resized,
                concat(name + "/from", top, left),
                concat(
                        name + "/to",
                        graph.node("Add", name + "/bottom", top, side),
                        graph.node("Add", name + "/right", left, side)),
                graph.numbers(2, 3));
    }

    private String start(String name, String size) {
        String margin = graph.node("Sub", name + "_margin", size, graph.numbers(preprocessing.size()));
        if (preprocessing.cropStart() == CropStart.DOWN) {
            return graph.node("Div", name, margin, graph.numbers(2));
        }
        String real = graph.node("Cast", name + "_real", List.of(Attribute.to(ElementType.FLOAT)), margin);
        String even = graph.node("Round", name + "_even", graph.node("Mul", name + "_half", real, graph.real(0.5f)));
        return graph.node("Cast", name, List.of(Attribute.to(ElementType.INT64)), even);
    }

    private void normalize(String name, String bytes) {
        String real = graph.node("Cast", name + "/real", List.of(Attribute.to(ElementType.FLOAT)), bytes);
        String share = graph.node("Div", name + "/share", real, graph.real(255));
        String centred = graph.node("Sub", name + "/centred", share, channels("mean", preprocessing.mean()));
        graph.node("Div", name, centred, channels("std", preprocessing.std()));
    }

    private String channels(String name, ChannelValues values) {
        return graph.reals("image_" + name, List.of(3, 1, 1), values.red(), values.green(), values.blue());
    }

    private String concat(String name, String... parts) {
        return graph.node("Concat", name, List.of(Attribute.of("axis", 0)), parts);
    }
}
