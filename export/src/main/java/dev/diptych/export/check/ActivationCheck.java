package dev.diptych.export.check;

import dev.diptych.export.folder.ModelFolder;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.export.safetensors.TensorReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/*
 * Weights do not tell which activation they were trained with, and the other one costs some points of accuracy without any
 * error. What tells is where they are from: OpenAI's files hold three numbers that nobody else's do, and the names of those that
 * were trained in OpenAI's way (open_clip's pretrained tags with force_quick_gelu) are known.
 */
/** The activation against where the weights are from. */
final class ActivationCheck {
    private static final List<String> BUFFERS = List.of("input_resolution", "context_length", "vocab_size");
    private static final Pattern NAMES =
            Pattern.compile("openai|quickgelu|metaclip|dfn[25]b", Pattern.CASE_INSENSITIVE);

    private static final String CACHED = "models--"; // what a model's folder in Hugging Face's cache begins with

    private final ModelFolder folder;
    private final TensorReader reader;
    private final List<Finding> findings;

    ActivationCheck(ModelFolder folder, TensorReader reader, List<Finding> findings) {
        this.folder = folder;
        this.reader = reader;
        this.findings = findings;
    }

    void run() {
        ModelConfig config = folder.description().config();
        String actual = "images " + label(config.vision().activation()) + ", captions "
                + label(config.text().activation());
        Optional<String> sign = quickSign();
        if (sign.isPresent() && !config.quickGelu()) {
            findings.add(Finding.warn(
                    "activation",
                    folder.folder(),
                    actual,
                    (folder.isHuggingFace() ? "hidden_act quick_gelu" : "quick_gelu true") + ": " + sign.get()));
        } else {
            findings.add(Finding.ok("activation", folder.folder(), actual));
        }
    }

    private static String label(Enum<?> activation) {
        return activation.name().toLowerCase(Locale.ROOT);
    }

    /** What says that the weights were trained with QuickGELU. */
    private Optional<String> quickSign() {
        if (reader.tensors().keySet().containsAll(BUFFERS)) {
            return Optional.of("the weights hold " + String.join(", ", BUFFERS) + " as OpenAI's do");
        }
        Path path = folder.folder().toAbsolutePath().normalize();
        for (Path part : path) {
            boolean named = part.equals(path.getFileName()) || part.toString().startsWith(CACHED);
            if (named && NAMES.matcher(part.toString()).find()) {
                return Optional.of("weights named " + part + " are trained with it");
            }
        }
        return Optional.empty();
    }
}
