package dev.diptych.export.folder;

import dev.diptych.export.description.ModelFolderException;
import dev.diptych.export.huggingface.HuggingFaceConfig;
import dev.diptych.export.openclip.OpenClipConfig;
import dev.diptych.export.safetensors.Pickle;
import dev.diptych.export.safetensors.SafetensorsException;
import dev.diptych.export.safetensors.TensorReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the tensors in a model's folder. */
final class WeightFile {
    static final String OPEN_CLIP = "open_clip_model.safetensors";

    /** What Hugging Face's folders hold, and open_clip's newer ones. */
    static final String STEM = "model";

    /** What the name of a file of weights ends in. */
    static final String SUFFIX = ".safetensors";

    private static final String MODEL = STEM + SUFFIX;

    private static final List<Pattern> PICKLES = List.of(
            Pattern.compile("open_clip_pytorch_model\\.bin"),
            Pattern.compile("pytorch_model\\.bin"),
            Pattern.compile("pytorch_model-\\d+-of-\\d+\\.bin"));

    /** What a training of transformers leaves beside the weights. */
    private static final Pattern OTHERS = Pattern.compile("(training_args|optimizer|scheduler|scaler|rng_state).*");

    private WeightFile() {}

    /**
     * The file or the index of shards.
     *
     * @param names in order of preference
     * @throws dev.diptych.export.safetensors.SafetensorsException if there are but pickles
     * @throws ModelFolderException if there is nothing
     */
    static Path find(Path folder, List<String> names) {
        for (String name : names) {
            for (String suffix : List.of("", TensorReader.INDEX_SUFFIX)) {
                Path file = folder.resolve(name + suffix);
                if (Files.exists(file)) {
                    return file;
                }
            }
        }
        List<Path> pickles = pickles(folder);
        if (!pickles.isEmpty()) {
            throw Pickle.refusal(pickles, folder.resolve(names.get(0)), "");
        }
        throw new ModelFolderException(folder, "no weights, expected " + String.join(" or ", names));
    }

    static Path ofOpenClip(Path folder) {
        return find(folder, List.of(OPEN_CLIP, MODEL));
    }

    static Path ofHuggingFace(Path folder) {
        return find(folder, List.of(MODEL));
    }

    /**
     * The refusal of a pickle that was given in a folder's place.
     *
     * @param file there it is
     */
    static SafetensorsException refusal(Path file) {
        boolean huggingFace = Files.exists(file.resolveSibling(HuggingFaceConfig.FILE))
                && !Files.exists(file.resolveSibling(OpenClipConfig.FILE));
        return Pickle.refusal(
                List.of(file),
                file.resolveSibling(huggingFace ? MODEL : OPEN_CLIP),
                "; then give the folder in its place, with the model's "
                        + (huggingFace ? HuggingFaceConfig.FILE : OpenClipConfig.FILE) + " in it");
    }

    /** The pickles of the folder that hold its weights: those of the libraries' names, or else the first that may. */
    private static List<Path> pickles(Path folder) {
        List<Path> all;
        try (Stream<Path> files = Files.list(folder)) {
            all = files.filter(Pickle::isNamed)
                    .filter(file ->
                            !OTHERS.matcher(String.valueOf(file.getFileName())).matches())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (Pattern weights : PICKLES) {
            List<Path> found = all.stream()
                    .filter(file ->
                            weights.matcher(String.valueOf(file.getFileName())).matches())
                    .toList();
            if (!found.isEmpty()) {
                return found;
            }
        }
        return all.stream().limit(1).toList();
    }
}
