package dev.diptych.ingest.split;

import dev.diptych.ingest.duplicate.Hash128;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The splits of a run. A value is hashed to a point between 0 and 1, and the splits lie there side by side; so samples
 * with one value stand in one split, on every run and whatever else there is, and a split that grows at the end of the
 * list's order takes no sample from those before it.
 *
 * @param parts at least one; their shares make 1
 */
public record Splits(List<Part> parts) implements Serializable {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");
    private static final double TOLERANCE = 1e-6;

    /**
     * A split.
     *
     * @param name of its folder
     * @param share of all values, above 0, at most 1
     */
    public record Part(String name, double share) implements Serializable {
        public Part {
            if (!NAME.matcher(name).matches() || name.matches("\\d+")) {
                throw new IllegalArgumentException(
                        "split '" + name + "', expected a name of letters, digits, dots, hyphens and underscores");
            }
            if (!(share > 0 && share <= 1)) {
                throw new IllegalArgumentException(
                        "split " + name + "=" + share + ", expected a share above 0, at most 1");
            }
        }
    }

    public Splits {
        parts = List.copyOf(parts);
        double sum = parts.stream().mapToDouble(Part::share).sum();
        if (Math.abs(sum - 1) > TOLERANCE) {
            throw new IllegalArgumentException("split shares make " + sum + ", expected 1");
        }
        Set<String> names = new HashSet<>();
        for (Part part : parts) {
            if (!names.add(part.name())) {
                throw new IllegalArgumentException("split " + part.name() + " twice, expected different names");
            }
        }
    }

    /**
     * Reads {@code train=0.98,val=0.02}, or one name for everything.
     *
     * @throws IllegalArgumentException if the text is neither, or the shares do not make 1
     */
    public static Splits parse(String text) {
        if (!text.contains("=")) {
            return new Splits(List.of(new Part(text.strip(), 1)));
        }
        List<Part> parts = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            int equals = part.indexOf('=');
            try {
                parts.add(new Part(
                        part.substring(0, Math.max(0, equals)).strip(),
                        Double.parseDouble(part.substring(equals + 1))));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("split '" + part + "', expected name=share, such as val=0.02", e);
            }
        }
        return new Splits(parts);
    }

    /** Returns whether everything is in one. */
    public boolean isSingle() {
        return parts.size() == 1;
    }

    /** Returns the index of the split that a value belongs to. */
    public int of(String value) {
        double point = (Hash128.of(value).high() >>> 11) * 0x1p-53;
        double end = 0;
        for (int i = 0; i < parts.size() - 1; i++) {
            end += parts.get(i).share();
            if (point < end) {
                return i;
            }
        }
        return parts.size() - 1;
    }

    /** Returns how {@link #parse} reads it. */
    @Override
    public String toString() {
        if (isSingle()) {
            return parts.get(0).name();
        }
        return String.join(
                ",", parts.stream().map(p -> p.name() + "=" + p.share()).toList());
    }
}
