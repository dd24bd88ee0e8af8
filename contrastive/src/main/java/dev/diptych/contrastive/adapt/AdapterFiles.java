package dev.diptych.contrastive.adapt;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.export.safetensors.SafetensorsWriter;
import dev.diptych.export.safetensors.TensorInfo;
import dev.diptych.export.safetensors.TensorValues;
import dev.diptych.file.WholeFile;
import dev.diptych.nn.adapter.Adapter;
import dev.diptych.nn.adapter.LowRank;
import dev.diptych.nn.optim.WeightAverage;
import dev.diptych.nn.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/*
 * The weights of a checkpoint have the adapters added, which cannot be taken off again to the bit. So lora.safetensors has what
 * a resumption needs: the weights beside adapters as they were, the adapters, and those of the average. PEFT's two files say the
 * adapters again in its words; PyTorch's MultiheadAttention is one module to it, whose packed weights have the adapter of the
 * module's own name, while that of the output's is under its base_layer.
 */
/** {@code lora.safetensors}, and the adapters as Hugging Face's PEFT has them. */
public final class AdapterFiles {
    public static final String STATE = "lora.safetensors";
    public static final String PEFT_CONFIG = "adapter_config.json";
    public static final String PEFT_MODEL = "adapter_model.safetensors";

    private static final String AVERAGED = "ema.";
    private static final String PEFT_PREFIX = "base_model.model.";
    private static final String PACKED = ".in_proj_weight";
    private static final String OUTPUT = ".attn.out_proj.weight";

    private AdapterFiles() {}

    /**
     * Writes all three.
     *
     * @param adapters by the name of the weights beside them
     * @param weights the model's tensors, the adapters' among them, as it has them
     * @param averages of the adapters' tensors, where they are kept
     */
    public static void write(
            Path folder, Map<String, Adapter> adapters, TensorValues weights, Optional<TensorValues> averages)
            throws IOException {
        List<TensorInfo> state = new ArrayList<>();
        List<TensorInfo> peft = new ArrayList<>();
        Map<String, String> ours = new LinkedHashMap<>(); // of their names
        adapters.forEach((weight, adapter) -> {
            state.add(SideTensors.info(weight, adapter.weightShape()));
            for (Tensor part : List.of(adapter.down(), adapter.up())) {
                state.add(SideTensors.info(part.name(), part.shape()));
                averages.ifPresent(kept -> state.add(SideTensors.info(AVERAGED + part.name(), part.shape())));
                String name = PEFT_PREFIX + module(weight) + part.name().substring(weight.length()) + ".weight";
                ours.put(name, part.name());
                peft.add(SideTensors.info(name, part.shape()));
            }
        });
        SafetensorsWriter.write(
                folder.resolve(STATE),
                state,
                Map.of(),
                name -> name.startsWith(AVERAGED)
                        ? averages.orElse(weights).of(name.substring(AVERAGED.length()))
                        : weights.of(name));
        SafetensorsWriter.write(
                folder.resolve(PEFT_MODEL),
                peft,
                Map.of("format", "pt"),
                name -> weights.of(ours.getOrDefault(name, name)));
        WholeFile.write(folder.resolve(PEFT_CONFIG), config(adapters).getBytes(StandardCharsets.UTF_8));
    }

    /** Writes weights as they were, and adapters, back into a model that has any. */
    public static void read(Path folder, ClipModel model) {
        Map<String, Adapter> adapters = model.parameters().adapters();
        Map<String, Tensor> wanted = new LinkedHashMap<>();
        adapters.forEach((weight, adapter) -> Stream.of(
                        weight, adapter.down().name(), adapter.up().name())
                .forEach(name -> wanted.put(name, model.values().tensor(name))));
        side(folder).read(model, wanted);
    }

    /** Writes the averages of adapters back, where a model has any. */
    public static void readAverage(Path folder, ClipModel model, WeightAverage average) {
        Map<String, Tensor> wanted = new LinkedHashMap<>();
        model.parameters().adapters().values().stream()
                .flatMap(
                        adapter -> Stream.of(adapter.down().name(), adapter.up().name()))
                .forEach(name -> wanted.put(AVERAGED + name, average.values().tensor(name)));
        side(folder).read(model, wanted);
    }

    private static SideTensors side(Path folder) {
        return new SideTensors(folder.resolve(STATE), "adapters", "leave the recipe's lora as it was");
    }

    /** PyTorch's module of weights, as PEFT wraps it. */
    private static String module(String weight) {
        if (weight.endsWith(PACKED)) {
            return weight.substring(0, weight.length() - PACKED.length());
        }
        return weight.endsWith(OUTPUT)
                ? weight.replace(OUTPUT, ".attn.base_layer.out_proj")
                : weight.substring(0, weight.length() - ".weight".length());
    }

    private static String config(Map<String, Adapter> adapters) {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode ranks = mapper.createObjectNode();
        ObjectNode alphas = mapper.createObjectNode();
        LowRank first = adapters.values().iterator().next().size();
        adapters.forEach((weight, adapter) -> {
            String key = module(weight).replace(".base_layer.out_proj", "").replace(".", "\\.");
            if (!adapter.size().equals(first)) {
                ranks.put(key, adapter.size().rank());
                alphas.put(key, adapter.size().alpha());
            }
        });
        ObjectNode json = mapper.createObjectNode()
                .put("peft_type", "LORA")
                .put("r", first.rank())
                .put("lora_alpha", first.alpha())
                .put("target_modules", targets(adapters));
        json.set("rank_pattern", ranks);
        json.set("alpha_pattern", alphas);
        json.put("bias", "none")
                .put("lora_dropout", 0.0)
                .put("fan_in_fan_out", false)
                .put("init_lora_weights", true)
                .put("inference_mode", true);
        return json.toPrettyString() + "\n";
    }

    /** A regular expression of exactly the modules, as a list would match by the ends of names. */
    private static String targets(Map<String, Adapter> adapters) {
        return adapters.keySet().stream()
                .map(weight ->
                        module(weight).replace(".base_layer.out_proj", "").replace(".", "\\."))
                .distinct()
                .collect(Collectors.joining("|"));
    }
}
