package dev.diptych.export.huggingface;

import dev.diptych.export.tensor.Link;
import dev.diptych.export.tensor.Slot;
import java.util.List;
import java.util.Map;

/** The tensors of transformers' {@code CLIPModel}. */
public final class HuggingFaceClipNames {
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("visual.class_embedding", "vision_model.embeddings.class_embedding"),
            Map.entry("visual.positional_embedding", "vision_model.embeddings.position_embedding.weight"),
            Map.entry("visual.conv1.weight", "vision_model.embeddings.patch_embedding.weight"),
            Map.entry("visual.ln_pre.weight", "vision_model.pre_layrnorm.weight"), // spelt so there
            Map.entry("visual.ln_pre.bias", "vision_model.pre_layrnorm.bias"),
            Map.entry("visual.ln_post.weight", "vision_model.post_layernorm.weight"),
            Map.entry("visual.ln_post.bias", "vision_model.post_layernorm.bias"),
            Map.entry("positional_embedding", "text_model.embeddings.position_embedding.weight"),
            Map.entry("token_embedding.weight", "text_model.embeddings.token_embedding.weight"),
            Map.entry("ln_final.weight", "text_model.final_layer_norm.weight"),
            Map.entry("ln_final.bias", "text_model.final_layer_norm.bias"),
            Map.entry("logit_scale", "logit_scale"));

    /** Theirs are linear layers, [D, W]; ours are what rows are multiplied with, [W, D]. */
    private static final Map<String, String> TRANSPOSED =
            Map.of("visual.proj", "visual_projection.weight", "text_projection", "text_projection.weight");

    /** Before the names of a text tower that is a module of its own in open_clip. */
    private static final String CUSTOM_TEXT = "text.";

    private HuggingFaceClipNames() {}

    public static Link link(Slot slot) {
        String own = slot.name().startsWith(CUSTOM_TEXT) ? slot.name().substring(CUSTOM_TEXT.length()) : slot.name();
        Link plain = plain(new Slot(own, slot.shape()));
        return new Link(List.of(slot), plain.theirs(), plain.transposed());
    }

    private static Link plain(Slot slot) {
        String name = NAMES.get(slot.name());
        if (name != null) {
            return Link.same(slot, name, slot.shape());
        }
        String transposed = TRANSPOSED.get(slot.name());
        if (transposed != null) {
            List<Integer> shape = slot.shape();
            return new Link(List.of(slot), List.of(new Slot(transposed, List.of(shape.get(1), shape.get(0)))), true);
        }
        Link vision = BlockNames.link(slot, "visual.transformer.resblocks.", "vision_model");
        Link block = vision == null ? BlockNames.link(slot, "transformer.resblocks.", "text_model") : vision;
        if (block == null) {
            throw new IllegalArgumentException("convert failed: tensor " + slot.name()
                    + ": nothing of Hugging Face's CLIPModel, expected a plain CLIP model");
        }
        return block;
    }
}
