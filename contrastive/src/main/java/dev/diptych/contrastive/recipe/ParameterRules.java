package dev.diptych.contrastive.recipe;

import dev.diptych.contrastive.adapt.NamePattern;
import dev.diptych.nn.layer.Parameters;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * How parameters are trained, by patterns of their names. What is locked is not. Of the others the first rule that matches a
 * parameter decides; what none matches is trained as the optimiser says.
 *
 * @param locked names of parameters that stay as they are, whatever the rules say
 * @param factors by name, on the learning rate that the rules leave; one where there is none
 */
public record ParameterRules(List<Rule> rules, Set<String> locked, Map<String, Double> factors)
        implements Function<Parameters.Entry, Parameters.Group> {
    /** All parameters as the optimiser says. */
    public static final ParameterRules NONE = new ParameterRules(List.of(), Set.of(), Map.of());

    public ParameterRules {
        rules = List.copyOf(rules);
        // Sorted: the recipe's text is the same in each of several processes, which compare it.
        locked = Collections.unmodifiableSet(new TreeSet<>(locked));
        factors = Collections.unmodifiableMap(new TreeMap<>(factors));
    }

    @Override
    public Parameters.Group apply(Parameters.Entry entry) {
        if (locked.contains(entry.name())) {
            return Parameters.Group.FROZEN;
        }
        Parameters.Group standard = entry.group();
        Parameters.Group ruled = rules.stream()
                .filter(rule -> rule.matches(entry.name()))
                .findFirst()
                .map(rule -> rule.of(standard))
                .orElse(standard);
        double factor = factors.getOrDefault(entry.name(), 1.0);
        return ruled.trained()
                ? new Parameters.Group(true, ruled.decays(), ruled.weightDecay(), ruled.rate() * factor)
                : ruled;
    }

    /**
     * A rule for some parameters.
     *
     * @param pattern of open_clip's tensor names, in which {@code *} stands for any characters and {@code ?} for one
     * @param trained whether they are trained; if not, they stay as they are
     * @param weightDecay of those of them that decay at all, in place of the optimiser's
     * @param rate a factor on the learning rate
     */
    public record Rule(String pattern, boolean trained, OptionalDouble weightDecay, double rate) {
        boolean matches(String name) {
            return new NamePattern(pattern).matches(name);
        }

        private Parameters.Group of(Parameters.Group standard) {
            return trained
                    ? new Parameters.Group(
                            true, standard.decays(), standard.decays() ? weightDecay : OptionalDouble.empty(), rate)
                    : Parameters.Group.FROZEN;
        }
    }
}
