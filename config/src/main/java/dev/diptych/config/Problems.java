package dev.diptych.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The problems met so far. They are reported in the order of the file; those of overrides come last. */
final class Problems {
    private record Problem(Place place, String text) {}

    private final List<Problem> found = new ArrayList<>();

    void add(Place place, String path, String complaint) {
        Problem problem = new Problem(place, place + ": " + (path.isEmpty() ? "" : path + ": ") + complaint);
        if (!found.contains(problem)) {
            found.add(problem);
        }
    }

    int size() {
        return found.size();
    }

    void throwIfAny() {
        if (!found.isEmpty()) {
            throw new ConfigException(found.stream()
                    .sorted(Comparator.comparing((Problem p) -> p.place().isOverride())
                            .thenComparing(p -> p.place().line()))
                    .map(Problem::text)
                    .toList());
        }
    }
}
