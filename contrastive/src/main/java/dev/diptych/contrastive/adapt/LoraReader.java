package dev.diptych.contrastive.adapt;

import dev.diptych.config.Section;
import dev.diptych.contrastive.loss.LossKind;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.nn.adapter.LowRank;
import dev.diptych.nn.layer.Parameters;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the section {@code lora} of a recipe. */
public final class LoraReader {
    private static final String LAYERS = "layers";

    private LoraReader() {}

    /** @param known the model; empty where it could not be read, so that only what is written is checked */
    public static LoraRules read(Section root, Optional<ModelConfig> known, LossKind kind) {
        Section section = root.section("lora");
        Map<Tower, LoraRules.Rule> towers = new EnumMap<>(Tower.class);
        for (Tower tower : Tower.values()) {
            String key = tower.key();
            section.optionalSection(key).ifPresent(given -> {
                LoraRules.Rule rule = rule(given);
                towers.put(tower, rule);
                if (known.isPresent() && !matchesAll(rule, tower, known.get(), kind)) {
                    given.reject(LAYERS, "patterns that each match weights of the tower's blocks, such as *.mlp.*");
                }
            });
        }
        if (!towers.isEmpty() && !root.has("pretrained")) {
            root.reject("lora", "a pretrained model to adapt beside it");
        }
        return new LoraRules(towers);
    }

    private static LoraRules.Rule rule(Section section) {
        LowRank size =
                new LowRank(section.integer("rank", 8, 1, 4096), section.number("alpha", 16, Double.MIN_VALUE, 1e6));
        return new LoraRules.Rule(
                size,
                section.strings(LAYERS, List.of("*")).stream()
                        .map(NamePattern::new)
                        .toList());
    }

    private static boolean matchesAll(LoraRules.Rule rule, Tower tower, ModelConfig model, LossKind kind) {
        return rule.layers().stream().allMatch(layer -> {
            LoraRules one = new LoraRules(Map.of(tower, new LoraRules.Rule(rule.size(), List.of(layer))));
            Parameters parameters = ClipModel.declare(model, kind, one);
            return !parameters.adapters().isEmpty();
        });
    }
}
