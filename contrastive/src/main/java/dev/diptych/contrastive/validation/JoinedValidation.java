package dev.diptych.contrastive.validation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The scores of several, one after another. */
public record JoinedValidation(List<Validation> parts) implements Validation {
    public JoinedValidation {
        parts = List.copyOf(parts);
    }

    @Override
    public Optional<Map<String, Double>> after(long step, boolean last, BooleanSupplier stop)
            throws InterruptedException {
        Map<String, Double> all = new LinkedHashMap<>();
        for (Validation part : parts) {
            part.after(step, last, stop).ifPresent(all::putAll);
        }
        return all.isEmpty() ? Optional.empty() : Optional.of(all);
    }

    @Override
    public void close() {
        parts.forEach(Validation::close);
    }
}
