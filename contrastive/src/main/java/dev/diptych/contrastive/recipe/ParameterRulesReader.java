package dev.diptych.contrastive.recipe;

import dev.diptych.config.Section;
import dev.diptych.contrastive.adapt.LayerGroups;
import dev.diptych.contrastive.adapt.LockReader;
import dev.diptych.contrastive.adapt.LoraRules;
import dev.diptych.contrastive.adapt.Tower;
import dev.diptych.contrastive.recipe.ParameterRules.Rule;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.layer.Parameters.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads how a recipe trains parameters otherwise than its optimiser says: the list {@code parameters}, {@code lock}, and decay by layer. */
final class ParameterRulesReader {
    private static final String KEY = "parameters";

    private ParameterRulesReader() {}

    /** @param declared the model's parameters; none where the model could not be read, so that only what is written is checked */
    static ParameterRules read(Section root, Optional<Parameters> declared, LoraRules lora) {
        List<Entry> entries = declared.map(Parameters::entries).orElse(List.of());
        List<String> names = entries.stream().map(Entry::name).toList();
        Set<String> adapters = declared.map(ParameterRulesReader::adapters).orElse(Set.of());
        List<String> own =
                names.stream().filter(name -> !adapters.contains(name)).toList();
        Set<String> locked = new HashSet<>(LockReader.read(root.section("lock"), own, declared.isPresent()));
        own.stream()
                .filter(name -> lora.towers().keySet().stream().anyMatch(tower -> tower.has(name)))
                .forEach(locked::add);
        List<Rule> rules = new ArrayList<>();
        for (Section section : root.sections(KEY)) {
            Rule rule = rule(section);
            rules.add(rule);
            if (declared.isPresent() && names.stream().noneMatch(rule::matches)) {
                section.reject("pattern", "one that matches a parameter of the model, such as visual.*");
            }
        }
        ParameterRules all = new ParameterRules(rules, locked, factors(root.section("optimizer"), names));
        if (declared.isPresent()
                && entries.stream().noneMatch(entry -> all.apply(entry).trained())) {
            root.reject(KEY, "some that leave a parameter to train");
        }
        return all;
    }

    private static Set<String> adapters(Parameters declared) {
        return declared.adapters().values().stream()
                .flatMap(
                        adapter -> Stream.of(adapter.down().name(), adapter.up().name()))
                .collect(Collectors.toSet());
    }

    /** Learning rates that fall from a tower's features to its input (Bao et al. 2022, BEiT), by open_clip's groups. */
    private static Map<String, Double> factors(Section optimizer, List<String> names) {
        Map<String, Double> factors = new HashMap<>();
        double image = optimizer.number("image_layer_decay", 1, Double.MIN_VALUE, 1);
        double text = optimizer.number("text_layer_decay", 1, Double.MIN_VALUE, 1);
        factors.putAll(new LayerGroups(Tower.IMAGE, names).factors(image));
        factors.putAll(new LayerGroups(Tower.TEXT, names).factors(text));
        return factors;
    }

    private static Rule rule(Section section) {
        boolean trained = section.flag("trained", true);
        for (String key : List.of("wd", "lr_factor")) {
            if (!trained && section.has(key)) {
                section.reject(key, "none beside trained: false");
            }
        }
        return new Rule(
                section.string("pattern"),
                trained,
                section.has("wd") ? OptionalDouble.of(section.number("wd", 0, 10)) : OptionalDouble.empty(),
                section.has("lr_factor") ? section.number("lr_factor", Double.MIN_VALUE, 1000) : 1);
    }
}
