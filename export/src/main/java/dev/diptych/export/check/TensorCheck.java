package dev.diptych.export.check;

import dev.diptych.export.folder.ModelFolder;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.export.safetensors.StoredType;
import dev.diptych.export.safetensors.TensorInfo;
import dev.diptych.export.safetensors.TensorReader;
import dev.diptych.export.tensor.Slot;
import dev.diptych.export.tensor.TensorMapping;
import dev.diptych.vision.PoolKind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Names, shapes and types of the tensors against those that the description asks for. */
final class TensorCheck {
    private final ModelFolder folder;
    private final TensorReader reader;
    private final List<Finding> findings;
    private final List<Slot> asked;

    TensorCheck(ModelFolder folder, TensorReader reader, List<Finding> findings) {
        this.folder = folder;
        this.reader = reader;
        this.findings = findings;
        this.asked = folder.mapping(reader).theirs();
    }

    void run() {
        names();
        shapes();
        types();
        ModelConfig config = folder.description().config();
        findings.add(Finding.ok(
                "pooling",
                folder.folder(),
                "images by " + config.vision().pool().name().toLowerCase(Locale.ROOT) + ", captions by "
                        + config.text().pool().name().toLowerCase(Locale.ROOT)
                        + (config.text().causal() ? ", causal" : ", without a causal mask")));
    }

    /** The tensors whose values can be looked at. */
    List<Slot> readable() {
        return asked.stream()
                .filter(slot -> {
                    TensorInfo info = reader.tensors().get(slot.name());
                    return info != null && info.type().isFloat32();
                })
                .toList();
    }

    private void names() {
        List<String> names = asked.stream().map(Slot::name).toList();
        List<String> missing = names.stream()
                .filter(name -> !reader.tensors().containsKey(name))
                .toList();
        List<String> unused = reader.tensors().keySet().stream()
                .filter(name -> !names.contains(name) && !TensorMapping.isBuffer(name))
                .toList();
        for (String name : missing) {
            findings.add(Finding.fail("tensors", name, "missing", "it in " + folder.weights()));
        }
        for (String name : unused) {
            findings.add(
                    Finding.fail("tensors", name, "unknown", "none but those that the model's description asks for"));
        }
        if (missing.isEmpty() && unused.isEmpty()) {
            findings.add(Finding.ok("tensors", folder.weights(), names.size() + " there, none missing, none unknown"));
        }
    }

    private void shapes() {
        boolean good = true;
        for (Slot slot : asked) {
            TensorInfo info = reader.tensors().get(slot.name());
            if (info != null && !slot.fits(info.shape())) {
                findings.add(Finding.fail(
                        subject(slot.name()),
                        slot.name(),
                        info.shape() + hint(slot.name(), info.shape()),
                        slot.shape() + " as the description asks for"));
                good = false;
            }
        }
        if (good) {
            ModelConfig config = folder.description().config();
            findings.add(Finding.ok(
                    "shapes",
                    folder.weights(),
                    "embed_dim " + config.embedDim() + ", image_size "
                            + config.vision().imageSize() + " of patches of "
                            + config.vision().patchSize() + ", context_length "
                            + config.text().contextLength() + ", vocab_size "
                            + config.text().vocabSize()));
        }
    }

    private static String subject(String name) {
        if (name.endsWith("token_embedding.weight")) {
            return "vocabulary";
        }
        if (isPositions(name)) {
            return isOfImages(name) ? "image size" : "context length";
        }
        return "shapes";
    }

    /** What a grid of positions was made for. */
    private String hint(String name, List<Integer> shape) {
        if (!isPositions(name) || !isOfImages(name) || shape.size() < 2) {
            return "";
        }
        int classes = folder.description().config().vision().pool() == PoolKind.MAP ? 0 : 1;
        int side = (int) Math.round(Math.sqrt(shape.get(shape.size() - 2) - classes));
        return side * side + classes == shape.get(shape.size() - 2)
                ? ", which is a grid for images of "
                        + side * folder.description().config().vision().patchSize() + " pixels"
                : "";
    }

    private static boolean isPositions(String name) {
        return name.endsWith("positional_embedding")
                || name.endsWith("position_embedding.weight")
                || name.endsWith("pos_embed");
    }

    private static boolean isOfImages(String name) {
        return name.startsWith("vis");
    }

    private void types() {
        Map<StoredType, List<String>> types = new EnumMap<>(StoredType.class);
        for (Slot slot : asked) {
            TensorInfo info = reader.tensors().get(slot.name());
            if (info != null) {
                types.computeIfAbsent(info.type(), type -> new ArrayList<>()).add(slot.name());
            }
        }
        types.forEach((type, names) -> {
            if (type.isFloat32()) {
                findings.add(Finding.ok("dtype", folder.weights(), names.size() + " tensors of " + type));
            } else {
                findings.add(Finding.fail(
                        "dtype",
                        names.get(0),
                        type + ", as of " + names.size() + " tensors in all",
                        "F32, F16 or BF16"));
            }
        });
    }
}
