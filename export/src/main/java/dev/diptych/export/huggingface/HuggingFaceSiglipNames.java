package dev.diptych.export.huggingface;

import dev.diptych.export.tensor.Link;
import dev.diptych.export.tensor.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/*
 * Ours are open_clip's names of its SigLIP models: the vision tower is timm's (visual.trunk.*), the text tower a module of
 * its own (text.*). timm's attention pooling keeps the probe's query apart from keys and values; theirs is one matrix.
 */
/** The tensors of transformers' {@code SiglipModel}. */
public final class HuggingFaceSiglipNames {
    private static final String POOL = "visual.trunk.attn_pool.";
    private static final String HEAD = "vision_model.head.";

    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("visual.trunk.patch_embed.proj.weight", "vision_model.embeddings.patch_embedding.weight"),
            Map.entry("visual.trunk.patch_embed.proj.bias", "vision_model.embeddings.patch_embedding.bias"),
            Map.entry("visual.trunk.norm.weight", "vision_model.post_layernorm.weight"),
            Map.entry("visual.trunk.norm.bias", "vision_model.post_layernorm.bias"),
            Map.entry(POOL + "proj.weight", HEAD + "attention.out_proj.weight"),
            Map.entry(POOL + "proj.bias", HEAD + "attention.out_proj.bias"),
            Map.entry(POOL + "norm.weight", HEAD + "layernorm.weight"),
            Map.entry(POOL + "norm.bias", HEAD + "layernorm.bias"),
            Map.entry(POOL + "mlp.fc1.weight", HEAD + "mlp.fc1.weight"),
            Map.entry(POOL + "mlp.fc1.bias", HEAD + "mlp.fc1.bias"),
            Map.entry(POOL + "mlp.fc2.weight", HEAD + "mlp.fc2.weight"),
            Map.entry(POOL + "mlp.fc2.bias", HEAD + "mlp.fc2.bias"),
            Map.entry("text.positional_embedding", "text_model.embeddings.position_embedding.weight"),
            Map.entry("text.token_embedding.weight", "text_model.embeddings.token_embedding.weight"),
            Map.entry("text.ln_final.weight", "text_model.final_layer_norm.weight"),
            Map.entry("text.ln_final.bias", "text_model.final_layer_norm.bias"),
            Map.entry("text.text_projection.weight", "text_model.head.weight"),
            Map.entry("text.text_projection.bias", "text_model.head.bias"));

    private HuggingFaceSiglipNames() {}

    public static List<Link> links(List<Slot> ours) {
        Map<String, Slot> byName = ours.stream().collect(Collectors.toMap(Slot::name, Function.identity()));
        List<Link> links = new ArrayList<>();
        for (Slot slot : ours) {
            if (slot.name().startsWith(POOL + "q.")) {
                links.add(packed(slot, byName));
            } else if (!slot.name().startsWith(POOL + "kv.")) {
                links.add(link(slot));
            }
        }
        return links;
    }

    private static Link link(Slot slot) {
        List<Integer> shape = slot.shape();
        String name = NAMES.get(slot.name());
        if (name != null) {
            return Link.same(slot, name, shape);
        }
        if (slot.name().equals("logit_scale") || slot.name().equals("logit_bias")) {
            return Link.same(slot, slot.name(), List.of(1));
        }
        if (slot.name().equals("visual.trunk.pos_embed")) {
            List<Integer> table = shape.subList(shape.size() - 2, shape.size());
            return Link.same(slot, "vision_model.embeddings.position_embedding.weight", table);
        }
        if (slot.name().equals(POOL + "latent")) {
            return Link.same(slot, HEAD + "probe", List.of(1, 1, shape.get(shape.size() - 1)));
        }
        Link vision = BlockNames.link(slot, "visual.trunk.blocks.", "vision_model");
        Link block = vision == null ? BlockNames.link(slot, "text.transformer.resblocks.", "text_model") : vision;
        if (block == null) {
            throw new IllegalArgumentException("convert failed: tensor " + slot.name()
                    + ": nothing of Hugging Face's SiglipModel, expected a SigLIP model");
        }
        return block;
    }

    /** The probe's query, then keys and values. */
    private static Link packed(Slot query, Map<String, Slot> ours) {
        String kind = query.name().substring((POOL + "q.").length());
        Slot keysAndValues = ours.get(POOL + "kv." + kind);
        if (keysAndValues == null) {
            throw new IllegalArgumentException(
                    "convert failed: tensor " + POOL + "kv." + kind + ": missing, expected it beside " + query.name());
        }
        List<Integer> shape = new ArrayList<>(query.shape());
        shape.set(0, 3 * shape.get(0));
        return new Link(
                List.of(query, keysAndValues), List.of(new Slot(HEAD + "attention.in_proj_" + kind, shape)), false);
    }
}
