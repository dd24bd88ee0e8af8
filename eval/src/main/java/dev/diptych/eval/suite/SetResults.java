package dev.diptych.eval.suite;

import dev.diptych.eval.classify.Calibration;
import dev.diptych.eval.interval.Bootstrap;
import dev.diptych.eval.interval.PairedDifference;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What all models of a suite scored on one set.
 *
 * @param set its name
 * @param byModel in the order of the models; empty where it failed
 * @param ahead of the first model by each: how far, by score; empty of the first itself, and where it cannot be told
 */
public record SetResults(
        String set, List<Optional<SuiteResult>> byModel, List<Optional<Map<String, PairedDifference>>> ahead) {
    public SetResults {
        byModel = List.copyOf(byModel);
        ahead = List.copyOf(ahead);
    }

    /** Compares every model with the first, where both saw the same items. */
    public static SetResults compare(String set, List<Optional<SuiteResult>> byModel) {
        Optional<Outcomes> first = byModel.get(0).flatMap(SuiteResult::outcomes);
        List<Optional<Map<String, PairedDifference>>> ahead = byModel.stream()
                .map(result -> result.flatMap(SuiteResult::outcomes))
                .map(other -> other.equals(first)
                        ? Optional.<Map<String, PairedDifference>>empty()
                        : other.flatMap(
                                outcomes -> first.flatMap(base -> Outcomes.compare(outcomes, base, Bootstrap.DEFAULT))))
                .toList();
        return new SetResults(set, byModel, ahead);
    }

    /** The names of the scores that any model has. */
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        byModel.forEach(
                result -> result.ifPresent(found -> names.addAll(found.scores().keySet())));
        return names;
    }

    /** A model's score. */
    public Optional<Score> score(int model, String name) {
        return byModel.get(model).map(result -> result.scores().get(name));
    }

    /** By how much a model is ahead of the first. */
    public Optional<PairedDifference> ahead(int model, String name) {
        return ahead.get(model).map(differences -> differences.get(name));
    }

    /** How often a model is right by how sure it is; empty where images do not have one label each. */
    public Optional<Calibration> calibration(int model) {
        return byModel.get(model)
                .flatMap(SuiteResult::outcomes)
                .flatMap(outcomes -> outcomes instanceof ImageClasses images
                        ? Optional.of(Calibration.of(images.predictions()))
                        : Optional.empty());
    }

    /** What guessing scores. */
    public double chance(String name) {
        return byModel.stream()
                .flatMap(Optional::stream)
                .map(result -> result.scores().get(name))
                .filter(score -> score != null)
                .findFirst()
                .map(Score::chance)
                .orElse(0.0);
    }
}
