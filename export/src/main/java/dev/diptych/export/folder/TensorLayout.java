package dev.diptych.export.folder;

import dev.diptych.export.huggingface.HuggingFaceClipNames;
import dev.diptych.export.huggingface.HuggingFaceSiglipNames;
import dev.diptych.export.safetensors.TensorReader;
import dev.diptych.export.tensor.Link;
import dev.diptych.export.tensor.Slot;
import dev.diptych.export.tensor.TensorMapping;
import java.util.List;
import java.util.Set;

/** The layouts of a model's tensors in files. */
enum TensorLayout {
    /** open_clip's names, which are ours; a text tower may stand under {@code text.} or not, whatever the configuration says. */
    OPEN_CLIP {
        @Override
        TensorMapping map(List<Slot> ours, Set<String> stored) {
            return new TensorMapping(ours.stream()
                    .map(slot -> {
                        String other = slot.name().startsWith(TEXT)
                                ? slot.name().substring(TEXT.length())
                                : TEXT + slot.name();
                        boolean moved = !stored.contains(slot.name()) && stored.contains(other);
                        return Link.same(slot, moved ? other : slot.name(), slot.shape());
                    })
                    .toList());
        }
    },
    /** {@code CLIPModel} of Hugging Face's transformers. */
    HUGGING_FACE_CLIP {
        @Override
        TensorMapping map(List<Slot> ours, Set<String> stored) {
            return new TensorMapping(
                    ours.stream().map(HuggingFaceClipNames::link).toList());
        }
    },
    /** {@code SiglipModel} of Hugging Face's transformers. */
    HUGGING_FACE_SIGLIP {
        @Override
        TensorMapping map(List<Slot> ours, Set<String> stored) {
            return new TensorMapping(HuggingFaceSiglipNames.links(ours));
        }
    };

    private static final String TEXT = "text.";

    /**
     * The mapping of a model's tensors.
     *
     * @param ours every tensor of the model
     * @param stored the names in the files, where there are files already
     */
    abstract TensorMapping map(List<Slot> ours, Set<String> stored);

    static TensorLayout huggingFace(boolean siglip) {
        return siglip ? HUGGING_FACE_SIGLIP : HUGGING_FACE_CLIP;
    }

    /** Whether files hold one of Hugging Face's layouts, by the names of their tensors. */
    static boolean isHuggingFace(TensorReader reader) {
        return reader.tensors().keySet().stream()
                .anyMatch(name -> name.startsWith("vision_model.") || name.startsWith("text_model."));
    }
}
