package dev.diptych.contrastive.reference;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The sizes of a model and what it computes with, taken from open_clip's model-config JSON without the product's reader.
 *
 * @param embedDim D
 * @param sigmoid whether it learns by SigLIP's loss, with a bias
 */
record Architecture(int embedDim, boolean sigmoid, Image image, Text text) {
    /**
     * A vision tower.
     *
     * @param heads also those of the pooling, where it is by attention
     * @param scaled whether each branch of a block ends in a learnt factor a column
     * @param normBefore whether there is a norm before the blocks
     * @param normAfterPool whether the mean is normed rather than what it is the mean of
     * @param pool {@code tok}, {@code avg} or {@code map}
     */
    record Image(
            int side,
            int patch,
            int width,
            int layers,
            int heads,
            int hidden,
            Gelu gelu,
            double epsilon,
            boolean scaled,
            boolean normBefore,
            boolean normAfterPool,
            String pool) {}

    /**
     * A text tower.
     *
     * @param name what all its tensors' names begin with
     * @param last whether the last token pools, padding or not, in place of the end of text
     * @param biased whether the projection has a bias
     */
    record Text(
            String name,
            int context,
            int vocabulary,
            int width,
            int layers,
            int heads,
            int hidden,
            Gelu gelu,
            double epsilon,
            boolean scaled,
            boolean causal,
            boolean last,
            boolean biased) {}

    static Architecture read(JsonNode json) {
        JsonNode vision = json.path("vision_cfg");
        JsonNode text = json.path("text_cfg");
        int width = vision.path("width").asInt();
        int textWidth = text.path("width").asInt();
        return new Architecture(
                json.path("embed_dim").asInt(),
                json.has("init_logit_bias"),
                new Image(
                        vision.path("image_size").asInt(),
                        vision.path("patch_size").asInt(),
                        width,
                        vision.path("layers").asInt(),
                        width / vision.path("head_width").asInt(),
                        (int) (width * vision.path("mlp_ratio").asDouble(4)),
                        gelu(json, vision),
                        epsilon(vision),
                        vision.has("ls_init_value"),
                        !vision.path("no_ln_pre").asBoolean(false),
                        vision.path("final_ln_after_pool").asBoolean(false),
                        vision.path("pool_type").asText("tok")),
                new Text(
                        json.path("custom_text").asBoolean(false) ? "text." : "",
                        text.path("context_length").asInt(),
                        text.path("vocab_size").asInt(),
                        textWidth,
                        text.path("layers").asInt(),
                        text.path("heads").asInt(),
                        (int) (textWidth * text.path("mlp_ratio").asDouble(4)),
                        gelu(json, text),
                        epsilon(text),
                        text.has("ls_init_value"),
                        !text.path("no_causal_mask").asBoolean(false),
                        text.path("pool_type").asText("argmax").equals("last"),
                        text.path("proj_bias").asBoolean(false)));
    }

    /** PyTorch's default, and timm's of its vision transformers. */
    private static double epsilon(JsonNode tower) {
        boolean timm = tower.path("pool_type").asText().equals("map");
        return tower.path("norm_kwargs").path("eps").asDouble(timm ? 1e-6 : 1e-5);
    }

    private static Gelu gelu(JsonNode json, JsonNode tower) {
        if (json.path("quick_gelu").asBoolean(false)) {
            return Gelu.QUICK;
        }
        boolean tanh = tower.at("/act_kwargs/approximate").asText().equals("tanh");
        return tanh ? Gelu.TANH : Gelu.EXACT;
    }
}
