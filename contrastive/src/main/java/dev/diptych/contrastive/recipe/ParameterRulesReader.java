package dev.diptych.contrastive.recipe;

import dev.diptych.config.Section;
import dev.diptych.contrastive.loss.LossKind;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.recipe.ParameterRules.Rule;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.nn.layer.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Reads the recipe's list {@code parameters}. */
final class ParameterRulesReader {
    private static final String KEY = "parameters";

    private ParameterRulesReader() {}

    static ParameterRules read(Section root, ModelConfig model, LossKind loss) {
        List<Section> sections = root.sections(KEY);
        if (sections.isEmpty()) {
            return ParameterRules.NONE;
        }
        Parameters parameters = ClipModel.declare(model, loss);
        List<Rule> rules = new ArrayList<>();
        for (Section section : sections) {
            Rule rule = rule(section);
            rules.add(rule);
            if (parameters.entries().stream().noneMatch(entry -> rule.matches(entry.name()))) {
                section.reject("pattern", "one that matches a parameter of the model, such as visual.*");
            }
        }
        ParameterRules all = new ParameterRules(rules);
        if (parameters.entries().stream().noneMatch(entry -> all.apply(entry).trained())) {
            root.reject(KEY, "some that leave a parameter to train");
        }
        return all;
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
