package dev.diptych.export.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.config.json.JsonSection;
import dev.diptych.nn.layer.Norm;
import dev.diptych.nn.op.Activation;
import dev.diptych.text.TextConfig;
import dev.diptych.text.TextPool;
import dev.diptych.text.TextProjection;
import dev.diptych.text.TokenizerSpec;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/** open_clip's {@code text_cfg}. */
final class TextConfigJson {
    private TextConfigJson() {}

    /**
     * Asks for all keys.
     *
     * @return makes the configuration, if no problem has been noted
     */
    static Supplier<TextConfig> read(JsonSection fields, boolean quickGelu) {
        int context = fields.integer("context_length", 77);
        int vocabulary = fields.integer("vocab_size", 49408);
        int width = fields.integer("width", 512);
        int heads = fields.integer("heads", 8);
        int layers = fields.integer("layers", 12);
        double mlpRatio = fields.number("mlp_ratio", 4);
        Activation.Kind activation =
                ActivationJson.read(fields, quickGelu ? Activation.Kind.QUICK_GELU : Activation.Kind.GELU);
        double epsilon = VisionConfigJson.epsilon(fields, Norm.EPSILON);
        OptionalDouble layerScale = fields.optionalNumber("ls_init_value");
        boolean causal = !fields.flag("no_causal_mask", false);
        TextPool pool = fields.choice("pool_type", TextPool.ARGMAX);
        TextProjection projection = projection(fields);
        int pad = fields.integer("pad_id", TextConfig.PAD);
        int eos = fields.integer("eos_id", TextConfig.EOS);
        Supplier<TokenizerSpec> tokenizer = tokenizer(fields);
        fields.rejectOthers(IdleKeys.TEXT);
        return () -> new TextConfig(
                context,
                vocabulary,
                width,
                heads,
                layers,
                mlpRatio,
                activation,
                epsilon,
                layerScale,
                causal,
                pool,
                projection,
                pad,
                eos,
                tokenizer.get());
    }

    private static TextProjection projection(JsonSection fields) {
        boolean bias = fields.flag("proj_bias", false);
        String type = fields.text("proj_type").orElse("linear");
        if (type.equals("none")) {
            return TextProjection.NONE;
        }
        if (!type.equals("linear")) {
            fields.reject("proj_type", "linear or none");
        }
        return bias ? TextProjection.BIASED : TextProjection.LINEAR;
    }

    private static Supplier<TokenizerSpec> tokenizer(JsonSection fields) {
        Optional<String> name = fields.text("hf_tokenizer_name");
        JsonSection keys = fields.section("tokenizer_kwargs", false);
        Optional<String> clean = keys.text("clean");
        boolean strip = keys.flag("strip_sep_token", false);
        keys.rejectOthers(Map.of());
        return () -> new TokenizerSpec(name, clean, strip);
    }

    /** The sizes, and what is not at open_clip's default. */
    static void write(ObjectNode json, TextConfig text, boolean quickGelu) {
        json.put("context_length", text.contextLength())
                .put("vocab_size", text.vocabSize())
                .put("width", text.width())
                .put("heads", text.heads())
                .put("layers", text.layers())
                .put("mlp_ratio", text.mlpRatio());
        text.layerScale().ifPresent(value -> json.put("ls_init_value", value));
        if (!text.causal()) {
            json.put("no_causal_mask", true);
        }
        if (text.pool() != TextPool.ARGMAX) {
            json.put("pool_type", JsonSection.name(text.pool()));
        }
        switch (text.projection()) {
            case LINEAR -> {}
            case BIASED -> json.put("proj_bias", true);
            case NONE -> json.put("proj_type", "none");
        }
        if (text.padId() != TextConfig.PAD) {
            json.put("pad_id", text.padId());
        }
        if (text.eosId() != TextConfig.EOS) {
            json.put("eos_id", text.eosId());
        }
        VisionConfigJson.writeEpsilon(json, text.normEpsilon(), Norm.EPSILON);
        ActivationJson.write(json, text.activation(), quickGelu ? Activation.Kind.QUICK_GELU : Activation.Kind.GELU);
        TokenizerSpec tokenizer = text.tokenizer();
        tokenizer.name().ifPresent(name -> json.put("hf_tokenizer_name", name));
        if (tokenizer.clean().isPresent() || tokenizer.stripSeparator()) {
            ObjectNode keys = json.putObject("tokenizer_kwargs");
            tokenizer.clean().ifPresent(way -> keys.put("clean", way));
            if (tokenizer.stripSeparator()) {
                keys.put("strip_sep_token", true);
            }
        }
    }
}
