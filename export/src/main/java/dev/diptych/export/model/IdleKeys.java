package dev.diptych.export.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.HashMap;
import java.util.Map;

/** The keys of open_clip's model configurations that are supported at one value alone, which is open_clip's default. */
final class IdleKeys {
    /** Of the whole configuration. */
    static final Map<String, JsonNode> MODEL = Map.of(
            "nonscalar_logit_scale", BooleanNode.FALSE,
            "cast_dtype", NullNode.instance,
            "output_dict", BooleanNode.FALSE);

    /** Of {@code vision_cfg}. */
    static final Map<String, JsonNode> VISION = blocksAnd(Map.of(
            "output_tokens", BooleanNode.FALSE,
            "timm_model_pretrained", BooleanNode.FALSE,
            "timm_pool", TextNode.valueOf("avg"),
            "timm_proj", TextNode.valueOf("linear"),
            "timm_proj_bias", BooleanNode.FALSE,
            "timm_drop", DoubleNode.valueOf(0),
            "timm_drop_path", NullNode.instance));

    /** Of {@code text_cfg}. */
    static final Map<String, JsonNode> TEXT = blocksAnd(Map.of(
            "embed_cls", BooleanNode.FALSE,
            "final_ln_after_pool", BooleanNode.FALSE,
            "output_tokens", BooleanNode.FALSE,
            "tokenizer_mode", NullNode.instance,
            "hf_model_name", NullNode.instance,
            "hf_model_pretrained", BooleanNode.TRUE,
            "hf_proj_type", TextNode.valueOf("mlp"),
            "hf_pooler_type", TextNode.valueOf("mean_pooler")));

    private IdleKeys() {}

    /** With open_clip's options for attention blocks of other kinds. */
    private static Map<String, JsonNode> blocksAnd(Map<String, JsonNode> own) {
        Map<String, JsonNode> all = new HashMap<>(own);
        all.put("block_type", TextNode.valueOf("default"));
        all.put("qk_norm", BooleanNode.FALSE);
        all.put("scaled_cosine_attn", BooleanNode.FALSE);
        all.put("scale_heads", BooleanNode.FALSE);
        all.put("scale_attn_inner", BooleanNode.FALSE);
        all.put("scale_attn", BooleanNode.FALSE);
        all.put("scale_fc", BooleanNode.FALSE);
        return Map.copyOf(all);
    }
}
