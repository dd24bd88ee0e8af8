package dev.diptych.export.huggingface;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.config.json.JsonSection;
import dev.diptych.vision.VisionConfig;

/**
 * A tower's shape, as transformers' {@code text_config} and {@code vision_config} tell it.
 *
 * @param hidden width of the feed-forward half
 * @param activation {@code hidden_act}: {@code quick_gelu}, {@code gelu} or {@code gelu_pytorch_tanh}
 * @param epsilon of the norms
 */
record HuggingFaceTower(int width, int hidden, int layers, int heads, String activation, double epsilon) {
    /** PyTorch's default, as files spell it. */
    static final double EPSILON = 1e-5;

    private static final int LAYERS = 12; // transformers' default of either tower of either class

    /** @param standard whose values those take that are left out */
    static HuggingFaceTower read(JsonSection json, HuggingFaceTower standard) {
        HuggingFaceTower tower = new HuggingFaceTower(
                json.integer("hidden_size", standard.width),
                json.integer("intermediate_size", standard.hidden),
                json.integer("num_hidden_layers", standard.layers),
                json.integer("num_attention_heads", standard.heads),
                json.text("hidden_act", standard.activation),
                json.number("layer_norm_eps", standard.epsilon));
        if (tower.width < 1 || tower.heads < 1 || tower.width % tower.heads != 0 || tower.hidden < 1) {
            json.problem(
                    "hidden_size",
                    tower.width + " with " + tower.heads + " heads and intermediate_size " + tower.hidden
                            + ", expected all above 0, a multiple of the heads");
        }
        return tower;
    }

    static HuggingFaceTower clip(int width, int heads) {
        return new HuggingFaceTower(width, 4 * width, LAYERS, heads, "quick_gelu", EPSILON);
    }

    static HuggingFaceTower siglip() {
        return new HuggingFaceTower(768, 3072, LAYERS, 12, "gelu_pytorch_tanh", VisionConfig.SIGLIP_EPSILON);
    }

    /**
     * Puts what open_clip's {@code vision_cfg} and {@code text_cfg} have in common.
     *
     * @param standard epsilon of norms of such a tower in open_clip
     */
    ObjectNode toOpenClip(JsonSection source, ObjectNode target, double standard) {
        target.put("width", width).put("layers", layers).put("mlp_ratio", mlpRatio());
        if (epsilon != standard) {
            target.putObject("norm_kwargs").put("eps", epsilon);
        }
        switch (activation) {
            case "gelu", "quick_gelu" -> {}
            case "gelu_pytorch_tanh" -> target.putObject("act_kwargs").put("approximate", "tanh");
            default ->
                source.problem("hidden_act", "\"" + activation + "\", expected quick_gelu, gelu or gelu_pytorch_tanh");
        }
        return target;
    }

    ObjectNode write(ObjectNode json) {
        return json.put("hidden_size", width)
                .put("intermediate_size", hidden)
                .put("num_hidden_layers", layers)
                .put("num_attention_heads", heads)
                .put("hidden_act", activation)
                .put("layer_norm_eps", epsilon);
    }

    /** The ratio of fewest decimals whose product with the width has the hidden width as its whole part. */
    private double mlpRatio() {
        for (long power = 1; power <= 1_000_000; power *= 10) {
            double ratio = Math.ceil((double) hidden / width * power) / power;
            if ((int) (width * ratio) == hidden) {
                return ratio;
            }
        }
        double ratio = (double) hidden / width;
        return (int) (width * ratio) == hidden ? ratio : Math.nextUp(ratio);
    }
}
