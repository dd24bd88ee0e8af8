package dev.diptych.export.huggingface;

import dev.diptych.export.tensor.Link;
import dev.diptych.export.tensor.Slot;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The tensors of a transformer's blocks: ours as open_clip and timm name them, theirs as Hugging Face does. */
final class BlockNames {
    private static final Pattern BLOCK = Pattern.compile("(\\d+)\\.(.+)[._](weight|bias)");

    private static final Map<String, String> NAMES = Map.of(
            "ln_1", "layer_norm1",
            "norm1", "layer_norm1",
            "ln_2", "layer_norm2",
            "norm2", "layer_norm2",
            "attn.out_proj", "self_attn.out_proj",
            "attn.proj", "self_attn.out_proj",
            "mlp.c_fc", "mlp.fc1",
            "mlp.fc1", "mlp.fc1",
            "mlp.c_proj", "mlp.fc2",
            "mlp.fc2", "mlp.fc2");

    private BlockNames() {}

    /**
     * The link of a block's tensor.
     *
     * @param prefix of ours before the block's number
     * @param tower theirs, such as {@code vision_model}
     * @return null if {@code slot} is no tensor of these blocks
     */
    static @Nullable Link link(Slot slot, String prefix, String tower) {
        if (!slot.name().startsWith(prefix)) {
            return null;
        }
        Matcher block = BLOCK.matcher(slot.name().substring(prefix.length()));
        if (!block.matches()) {
            return null;
        }
        String layer = tower + ".encoder.layers." + block.group(1) + ".";
        String module = block.group(2);
        if (module.equals("attn.in_proj") || module.equals("attn.qkv")) {
            return unpacked(slot, layer + "self_attn.", block.group(3));
        }
        String name = NAMES.get(module);
        return name == null ? null : Link.same(slot, layer + name + "." + block.group(3), slot.shape());
    }

    /** Queries, keys and values are one matrix here and three there. */
    private static Link unpacked(Slot slot, String attention, String kind) {
        List<Integer> shape = slot.shape();
        int width = shape.get(0) / 3;
        List<Integer> part = kind.equals("weight") ? List.of(width, shape.get(1)) : List.of(width);
        return new Link(
                List.of(slot),
                Stream.of("q", "k", "v")
                        .map(role -> new Slot(attention + role + "_proj." + kind, part))
                        .toList(),
                false);
    }
}
