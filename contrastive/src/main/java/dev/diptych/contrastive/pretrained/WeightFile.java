package dev.diptych.contrastive.pretrained;

import dev.diptych.contrastive.safetensors.Pickle;
import dev.diptych.contrastive.safetensors.TensorReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the tensors in a model's folder. */
final class WeightFile {
    static final String OPEN_CLIP = "open_clip_model.safetensors";

    /** What Hugging Face's folders hold, and open_clip's newer ones. */
    static final String STEM = "model";

    private static final String MODEL = STEM + ".safetensors";

    private WeightFile() {}

    /**
     * The file or the index of shards.
     *
     * @param names in order of preference
     * @throws dev.diptych.contrastive.safetensors.SafetensorsException if there are but pickles
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
        Optional<Path> pickle = pickle(folder);
        if (pickle.isPresent()) {
            throw Pickle.refusal(pickle.get());
        }
        throw new ModelFolderException(folder, "no weights, expected " + String.join(" or ", names));
    }

    static Path ofOpenClip(Path folder) {
        return find(folder, List.of(OPEN_CLIP, MODEL));
    }

    static Path ofHuggingFace(Path folder) {
        return find(folder, List.of(MODEL));
    }

    /** A pickle in the folder, if there is one. */
    static Optional<Path> pickle(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Pickle::isNamed).sorted().findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
