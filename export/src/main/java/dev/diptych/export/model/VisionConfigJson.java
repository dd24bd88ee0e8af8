package dev.diptych.export.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.config.json.JsonSection;
import dev.diptych.nn.layer.Norm;
import dev.diptych.nn.op.Activation;
import dev.diptych.vision.AttentionalPool;
import dev.diptych.vision.PoolKind;
import dev.diptych.vision.PositionKind;
import dev.diptych.vision.VisionConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/**
 * open_clip's {@code vision_cfg}. Beside its own keys it takes {@code pool_type: map}, for SigLIP's towers of sizes that
 * timm has no name for.
 */
final class VisionConfigJson {
    private static final int QUERIES = 256;
    private static final int HEADS = 8;

    private VisionConfigJson() {}

    /**
     * Asks for all keys.
     *
     * @return makes the configuration, if no problem has been noted
     */
    static Supplier<VisionConfig> read(JsonSection fields, boolean quickGelu) {
        return fields.has("timm_model_name") ? timm(fields) : plain(fields, quickGelu);
    }

    private static Supplier<VisionConfig> timm(JsonSection fields) {
        Optional<TimmTower> found = TimmTower.of(fields.text("timm_model_name").orElse(""));
        if (found.isEmpty()) {
            boolean resNet = fields.text("timm_model_name").orElse("").startsWith("resne");
            fields.reject(
                    "timm_model_name",
                    "one of " + String.join(", ", TimmTower.names())
                            + (resNet ? ": it is a ResNet, which is not supported" : ""));
        }
        if (!fields.text("timm_pool").orElse("avg").equals("map")) {
            fields.reject("timm_pool", "map");
        }
        if (!fields.text("timm_proj").orElse("linear").equals("none")) {
            fields.reject("timm_proj", "none");
        }
        int imageSize = fields.side("image_size", 224);
        if (found.isPresent() && imageSize != found.get().vision().imageSize()) {
            fields.reject(
                    "image_size",
                    found.get().vision().imageSize() + ", that of "
                            + found.get().name());
        }
        double patchDropout = fields.number("patch_dropout", 0);
        Activation.Kind activation = ActivationJson.read(
                fields, found.map(tower -> tower.vision().activation()).orElse(Activation.Kind.GELU));
        Map<String, JsonNode> idle = new HashMap<>(IdleKeys.VISION);
        idle.remove("timm_pool");
        idle.remove("timm_proj");
        fields.rejectOthers(idle);
        return () -> found.orElseThrow().with(activation, patchDropout);
    }

    private static Supplier<VisionConfig> plain(JsonSection fields, boolean quickGelu) {
        int imageSize = fields.side("image_size", 224);
        int patchSize = fields.side("patch_size", 16);
        int width = fields.integer("width", 768);
        int layers = layers(fields);
        int headWidth = fields.integer("head_width", 64);
        double mlpRatio = fields.number("mlp_ratio", 4);
        PoolKind pool = fields.choice("pool_type", PoolKind.TOK);
        boolean siglip = pool == PoolKind.MAP;
        Activation.Kind activation =
                ActivationJson.read(fields, quickGelu && !siglip ? Activation.Kind.QUICK_GELU : Activation.Kind.GELU);
        double epsilon = epsilon(fields, siglip ? VisionConfig.SIGLIP_EPSILON : Norm.EPSILON);
        boolean normBefore = !fields.flag("no_ln_pre", siglip);
        OptionalDouble layerScale = fields.optionalNumber("ls_init_value");
        double patchDropout = fields.number("patch_dropout", 0);
        PositionKind positions = fields.choice("pos_embed_type", PositionKind.LEARNABLE);
        boolean normAfter = fields.flag("final_ln_after_pool", false);
        boolean attentional = fields.flag("attentional_pool", false);
        int queries = fields.integer("attn_pooler_queries", QUERIES);
        int heads = fields.integer("attn_pooler_heads", HEADS);
        fields.rejectOthers(IdleKeys.VISION);
        return () -> new VisionConfig(
                imageSize,
                patchSize,
                width,
                layers,
                headWidth,
                mlpRatio,
                activation,
                epsilon,
                layerScale,
                patchDropout,
                normBefore,
                positions,
                pool,
                normAfter,
                attentional ? Optional.of(new AttentionalPool(queries, heads)) : Optional.empty());
    }

    private static int layers(JsonSection fields) {
        if (fields.isList("layers")) {
            fields.reject("layers", "a whole number: a list is that of a ResNet, which is not supported");
            return 1;
        }
        return fields.integer("layers", 12);
    }

    /** {@code norm_kwargs.eps} of either tower. */
    static double epsilon(JsonSection tower, double fallback) {
        JsonSection keys = tower.section("norm_kwargs", false);
        double epsilon = keys.number("eps", fallback);
        keys.rejectOthers(Map.of());
        return epsilon;
    }

    /** {@code norm_kwargs.eps} of either tower, unless it is what reading takes without. */
    static void writeEpsilon(ObjectNode tower, double epsilon, double standard) {
        if (epsilon != standard) {
            tower.putObject("norm_kwargs").put("eps", epsilon);
        }
    }

    /** The sizes, and what is not at open_clip's default. */
    static void write(ObjectNode json, VisionConfig vision, boolean quickGelu) {
        Optional<TimmTower> timm = TimmTower.like(vision);
        json.put("image_size", vision.imageSize());
        if (timm.isPresent()) {
            json.put("timm_model_name", timm.get().name())
                    .put("timm_model_pretrained", false)
                    .put("timm_pool", "map")
                    .put("timm_proj", "none");
        } else {
            writeShape(json, vision);
        }
        Activation.Kind standard = quickGelu && vision.pool() != PoolKind.MAP
                ? Activation.Kind.QUICK_GELU
                : timm.map(tower -> tower.vision().activation()).orElse(Activation.Kind.GELU);
        ActivationJson.write(json, vision.activation(), standard);
        if (vision.patchDropout() > 0) {
            json.put("patch_dropout", vision.patchDropout());
        }
    }

    private static void writeShape(ObjectNode json, VisionConfig vision) {
        boolean siglip = vision.pool() == PoolKind.MAP;
        json.put("patch_size", vision.patchSize())
                .put("width", vision.width())
                .put("layers", vision.layers())
                .put("head_width", vision.headWidth())
                .put("mlp_ratio", vision.mlpRatio());
        vision.layerScale().ifPresent(value -> json.put("ls_init_value", value));
        if (!vision.normBefore() && !siglip) {
            json.put("no_ln_pre", true);
        }
        if (vision.positions() != PositionKind.LEARNABLE) {
            json.put("pos_embed_type", JsonSection.name(vision.positions()));
        }
        vision.attentionalPool()
                .ifPresent(pool -> json.put("attentional_pool", true)
                        .put("attn_pooler_queries", pool.queries())
                        .put("attn_pooler_heads", pool.heads()));
        if (vision.pool() != PoolKind.TOK) {
            json.put("pool_type", JsonSection.name(vision.pool()));
        }
        if (vision.finalNormAfterPool()) {
            json.put("final_ln_after_pool", true);
        }
        writeEpsilon(json, vision.normEpsilon(), siglip ? VisionConfig.SIGLIP_EPSILON : Norm.EPSILON);
    }
}
