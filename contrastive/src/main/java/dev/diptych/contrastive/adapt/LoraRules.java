package dev.diptych.contrastive.adapt;

import dev.diptych.nn.adapter.LowRank;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Which weights of which tower have low-rank adapters, of what size; what else such a tower has stays as it is. */
public record LoraRules(Map<Tower, Rule> towers) implements Function<String, Optional<LowRank>> {
    /** No adapters. */
    public static final LoraRules NONE = new LoraRules(Map.of());

    public LoraRules {
        towers = Collections.unmodifiableMap(new TreeMap<>(towers)); // sorted, as ranks compare the recipe's text
    }

    @Override
    public Optional<LowRank> apply(String weight) {
        return towers.entrySet().stream()
                .filter(tower -> tower.getKey().has(weight) && tower.getValue().adapts(weight))
                .findFirst()
                .map(tower -> tower.getValue().size());
    }

    /**
     * The adapters of a tower.
     *
     * @param layers patterns of the names of weights
     */
    public record Rule(LowRank size, List<NamePattern> layers) {
        public Rule {
            layers = List.copyOf(layers);
        }

        private boolean adapts(String weight) {
            return layers.stream().anyMatch(layer -> layer.matches(weight));
        }
    }
}
