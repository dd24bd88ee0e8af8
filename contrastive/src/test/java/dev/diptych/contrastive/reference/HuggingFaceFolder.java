package dev.diptych.contrastive.reference;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.export.safetensors.SafetensorsWriter;
import dev.diptych.export.safetensors.StoredType;
import dev.diptych.export.safetensors.TensorInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes a model as transformers' CLIPModel or SiglipModel would, from tensors under open_clip's names. */
final class HuggingFaceFolder {
    private final Architecture architecture;
    private final Map<String, float[]> from;
    private final List<TensorInfo> infos = new ArrayList<>();
    private final Map<String, float[]> to = new LinkedHashMap<>();

    private HuggingFaceFolder(Architecture architecture, Map<String, float[]> from) {
        this.architecture = architecture;
        this.from = from;
    }

    static void write(Golden golden, Path folder) throws IOException {
        HuggingFaceFolder writer = new HuggingFaceFolder(golden.architecture(), golden.weights());
        boolean siglip = writer.architecture.sigmoid();
        ObjectMapper json = new ObjectMapper();
        json.writeValue(folder.resolve("config.json").toFile(), writer.config(siglip ? "siglip" : "clip"));
        json.writeValue(folder.resolve("preprocessor_config.json").toFile(), writer.preprocessor(siglip));
        if (siglip) {
            writer.siglip();
        } else {
            writer.clip();
        }
        SafetensorsWriter.write(
                folder.resolve("model.safetensors"),
                writer.infos,
                Map.of("format", "pt"),
                name -> writer.to.getOrDefault(name, new float[0]));
    }

    private void clip() {
        Architecture.Image image = architecture.image();
        int width = image.width();
        int patch = image.patch();
        int tokens = from("visual.positional_embedding").length / width;
        String embeddings = "vision_model.embeddings.";
        put("logit_scale", from("logit_scale"));
        put(embeddings + "class_embedding", from("visual.class_embedding"), width);
        put(embeddings + "patch_embedding.weight", from("visual.conv1.weight"), width, 3, patch, patch);
        put(embeddings + "position_embedding.weight", from("visual.positional_embedding"), tokens, width);
        copy("visual.ln_pre", "vision_model.pre_layrnorm", width); // as it is spelt there
        blocks("visual.", BlockNames.OPEN_CLIP, "vision_model.", image.layers(), width, image.hidden());
        copy("visual.ln_post", "vision_model.post_layernorm", width);
        text();
        project("visual.proj", "visual_projection.weight", width);
        project("text_projection", "text_projection.weight", architecture.text().width());
    }

    private void siglip() {
        Architecture.Image image = architecture.image();
        int width = image.width();
        int patch = image.patch();
        int tokens = from("visual.trunk.pos_embed").length / width;
        String embeddings = "vision_model.embeddings.";
        put("logit_scale", from("logit_scale"), 1);
        put("logit_bias", from("logit_bias"), 1);
        String convolution = "visual.trunk.patch_embed.proj.";
        put(embeddings + "patch_embedding.weight", from(convolution + "weight"), width, 3, patch, patch);
        put(embeddings + "patch_embedding.bias", from(convolution + "bias"), width);
        put(embeddings + "position_embedding.weight", from("visual.trunk.pos_embed"), tokens, width);
        blocks("visual.trunk.", BlockNames.TIMM, "vision_model.", image.layers(), width, image.hidden());
        copy("visual.trunk.norm", "vision_model.post_layernorm", width);
        String pool = "visual.trunk.attn_pool.";
        String head = "vision_model.head.";
        put(head + "probe", from(pool + "latent"), 1, 1, width);
        float[] weight = joined(from(pool + "q.weight"), from(pool + "kv.weight"));
        put(head + "attention.in_proj_weight", weight, 3 * width, width);
        put(head + "attention.in_proj_bias", joined(from(pool + "q.bias"), from(pool + "kv.bias")), 3 * width);
        copy(pool + "proj", head + "attention.out_proj", width, width);
        copy(pool + "norm", head + "layernorm", width);
        copy(pool + "mlp.fc1", head + "mlp.fc1", image.hidden(), width);
        copy(pool + "mlp.fc2", head + "mlp.fc2", width, image.hidden());
        text();
        int textWidth = architecture.text().width();
        copy("text.text_projection", "text_model.head", architecture.embedDim(), textWidth);
    }

    private void text() {
        Architecture.Text text = architecture.text();
        String embeddings = "text_model.embeddings.";
        float[] table = from(text.name() + "token_embedding.weight");
        float[] positions = from(text.name() + "positional_embedding");
        put(embeddings + "token_embedding.weight", table, text.vocabulary(), text.width());
        put(embeddings + "position_embedding.weight", positions, text.context(), text.width());
        blocks(text.name(), BlockNames.OPEN_CLIP, "text_model.", text.layers(), text.width(), text.hidden());
        copy(text.name() + "ln_final", "text_model.final_layer_norm", text.width());
    }

    private void blocks(String tower, BlockNames names, String target, int layers, int width, int hidden) {
        for (int layer = 0; layer < layers; layer++) {
            String source = tower + names.blocks + layer;
            String block = target + "encoder.layers." + layer + ".";
            copy(source + names.attentionNorm, block + "layer_norm1", width);
            List<String> parts = List.of("q_proj", "k_proj", "v_proj");
            for (int part = 0; part < parts.size(); part++) {
                String name = block + "self_attn." + parts.get(part);
                float[] weight = from(source + names.packed + "weight");
                float[] bias = from(source + names.packed + "bias");
                int size = width * width;
                put(name + ".weight", Arrays.copyOfRange(weight, part * size, (part + 1) * size), width, width);
                put(name + ".bias", Arrays.copyOfRange(bias, part * width, (part + 1) * width), width);
            }
            copy(source + names.attended, block + "self_attn.out_proj", width, width);
            copy(source + names.mlpNorm, block + "layer_norm2", width);
            copy(source + names.expanded, block + "mlp.fc1", hidden, width);
            copy(source + names.contracted, block + "mlp.fc2", width, hidden);
        }
    }

    /** A weight of these sizes, and a bias of the first of them. */
    private void copy(String source, String target, int... sizes) {
        put(target + ".weight", from(source + ".weight"), sizes);
        put(target + ".bias", from(source + ".bias"), sizes[0]);
    }

    /** A matrix [width, D] as the weight [D, width] of a linear layer. */
    private void project(String source, String target, int width) {
        int out = architecture.embedDim();
        float[] matrix = from(source);
        float[] weight = new float[matrix.length];
        for (int i = 0; i < width; i++) {
            for (int j = 0; j < out; j++) {
                weight[j * width + i] = matrix[i * out + j];
            }
        }
        put(target, weight, out, width);
    }

    private void put(String name, float[] values, int... sizes) {
        infos.add(new TensorInfo(
                name, StoredType.F32, Arrays.stream(sizes).boxed().toList()));
        to.put(name, values);
    }

    private float[] from(String name) {
        float[] values = from.get(name);
        if (values == null) {
            throw new IllegalStateException(name + ": not among " + from.keySet());
        }
        return values;
    }

    private static float[] joined(float[] first, float[] second) {
        float[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    private ObjectNode config(String type) {
        Architecture.Image image = architecture.image();
        Architecture.Text text = architecture.text();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putArray("architectures").add(type.equals("clip") ? "CLIPModel" : "SiglipModel");
        json.put("model_type", type).put("torch_dtype", "float32").put("transformers_version", "4.41.0");
        ObjectNode vision = json.putObject("vision_config");
        vision.put("model_type", type + "_vision_model").put("image_size", image.side());
        vision.put("patch_size", image.patch()).put("num_channels", 3);
        shape(vision, image.width(), image.hidden(), image.layers(), image.heads(), image.gelu(), image.epsilon());
        ObjectNode language = json.putObject("text_config");
        language.put("model_type", type + "_text_model").put("vocab_size", text.vocabulary());
        language.put("max_position_embeddings", text.context());
        shape(language, text.width(), text.hidden(), text.layers(), text.heads(), text.gelu(), text.epsilon());
        if (type.equals("clip")) {
            json.put("projection_dim", architecture.embedDim());
            language.put("eos_token_id", text.vocabulary() - 1);
        } else {
            language.put("projection_size", architecture.embedDim());
        }
        return json;
    }

    private static void shape(
            ObjectNode tower, int width, int hidden, int layers, int heads, Gelu gelu, double epsilon) {
        tower.put("hidden_size", width).put("intermediate_size", hidden);
        tower.put("num_hidden_layers", layers).put("num_attention_heads", heads);
        tower.put("attention_dropout", 0.0).put("layer_norm_eps", epsilon);
        tower.put(
                "hidden_act",
                switch (gelu) {
                    case QUICK -> "quick_gelu";
                    case EXACT -> "gelu";
                    case TANH -> "gelu_pytorch_tanh";
                });
    }

    private ObjectNode preprocessor(boolean siglip) {
        int side = architecture.image().side();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("do_normalize", true)
                .put("do_rescale", true)
                .put("do_resize", true)
                .put("resample", 3);
        json.put("rescale_factor", 1 / 255.0);
        if (siglip) {
            json.put("image_processor_type", "SiglipImageProcessor");
            json.putArray("image_mean").add(0.5).add(0.5).add(0.5);
            json.putArray("image_std").add(0.5).add(0.5).add(0.5);
            json.putObject("size").put("height", side).put("width", side);
        } else {
            json.put("image_processor_type", "CLIPImageProcessor")
                    .put("do_center_crop", true)
                    .put("do_convert_rgb", true);
            json.putArray("image_mean").add(0.48145466).add(0.4578275).add(0.40821073);
            json.putArray("image_std").add(0.26862954).add(0.26130258).add(0.27577711);
            json.putObject("size").put("shortest_edge", side);
            json.putObject("crop_size").put("height", side).put("width", side);
        }
        return json;
    }
}
