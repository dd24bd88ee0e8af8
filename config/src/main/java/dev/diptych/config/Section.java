package dev.diptych.config;

import dev.diptych.config.Value.Entries;
import dev.diptych.config.Value.Entry;
import dev.diptych.config.Value.Items;
import dev.diptych.config.Value.Kind;
import dev.diptych.config.Value.Scalar;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A mapping of the file, read by typed getters. A getter never throws for what the file says: it notes the problem and
 * returns its fallback, or where it has none a stand-in of the right type and range, so that reading goes on and every
 * problem is found. Nothing read is valid until {@link ConfigFile#check()} has passed.
 */
public final class Section {
    /** Ends the reading of a file early; the problem is noted already. */
    static final class AbandonedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        AbandonedException(IllegalArgumentException cause) {
            super(cause);
        }
    }

    private static final String STAND_IN = "?";

    private final Problems problems;
    private final Entries entries;
    private final String path;

    /** What each getter returned, in the order of asking: String, Number, Boolean, List, Section, or null if left out. */
    private final Map<String, @Nullable Object> effective = new LinkedHashMap<>();

    Section(Problems problems, Entries entries, String path) {
        this.problems = problems;
        this.entries = entries;
        this.path = path;
    }

    /** Returns the key path from the top of the file, empty for the top itself. */
    public String path() {
        return path;
    }

    /** Returns the keys that the file gives here, in its order. They count as unknown until a getter asks for them. */
    public List<String> keys() {
        return List.copyOf(entries.byKey().keySet());
    }

    /** Returns whether the file gives this key. */
    public boolean has(String key) {
        effective.putIfAbsent(key, null);
        return entries.byKey().containsKey(key);
    }

    /** Returns a text that must be given. */
    public String string(String key) {
        return required(key, "a text", STAND_IN, Section::text);
    }

    /**
     * Returns a text that must be given.
     *
     * @param list what to write in place of a list, for a text that names several things
     */
    public String joined(String key, String list) {
        Entry entry = entries.byKey().get(key);
        if (entry != null && entry.value() instanceof Items) {
            reject(key, list);
            effective.put(key, STAND_IN);
            return STAND_IN;
        }
        return string(key);
    }

    /** Returns a text. */
    public String string(String key, String fallback) {
        return given(key, fallback, Section::text);
    }

    /** Returns a text or a number as it is written, for a value that may be either. */
    public String scalar(String key, String fallback) {
        return given(key, fallback, (section, at) -> {
            if (at.value() instanceof Scalar scalar && (scalar.kind() == Kind.TEXT || scalar.kind() == Kind.NUMBER)) {
                return scalar.text();
            }
            section.complain(at, "a text or a number");
            return null;
        });
    }

    /** Returns a text that may be left out. */
    public Optional<String> optionalString(String key) {
        return has(key) ? Optional.of(string(key)) : Optional.empty();
    }

    /** Returns a whole number that must be given, from {@code min} to {@code max} inclusive. */
    public int integer(String key, int min, int max) {
        return required(key, Rules.wholeNumber(min, max), (long) min, whole(min, max))
                .intValue();
    }

    /** Returns a whole number from {@code min} to {@code max} inclusive. */
    public int integer(String key, int fallback, int min, int max) {
        return given(key, (long) fallback, whole(min, max)).intValue();
    }

    /** Returns a whole number beyond an int's range, from {@code min} to {@code max} inclusive. */
    public long longInteger(String key, long fallback, long min, long max) {
        return given(key, fallback, whole(min, max));
    }

    /**
     * Returns a number that must be given, from {@code min} to {@code max} inclusive; {@link Double#MIN_VALUE} as
     * {@code min} says above zero, an infinite bound says none.
     */
    public double number(String key, double min, double max) {
        return required(key, Rules.number(min, max), Rules.nearestToZero(min, max), real(min, max));
    }

    /** Returns a number; the bounds are those of {@link #number(String, double, double)}. */
    public double number(String key, double fallback, double min, double max) {
        return given(key, fallback, real(min, max));
    }

    /** Returns true or false. */
    public boolean flag(String key, boolean fallback) {
        return given(key, fallback, Section::truth);
    }

    /** Returns one of an enum's constants, written in lower case; {@code -} and {@code _} are the same. */
    public <E extends Enum<E>> E choice(String key, E fallback) {
        return given(key, fallback, (section, at) -> section.constant(at, fallback.getDeclaringClass()));
    }

    /** Returns one of an enum's constants that must be given. */
    public <E extends Enum<E>> E choice(String key, Class<E> type) {
        return required(
                key,
                "one of " + String.join(", ", Rules.spellings(type)),
                type.getEnumConstants()[0],
                (section, at) -> section.constant(at, type));
    }

    /** Returns a list of an enum's constants, each written as for {@link #choice(String, Enum)}. */
    public <E extends Enum<E>> List<E> choices(String key, List<E> fallback, Class<E> type) {
        String rule = "a list of " + String.join(", ", Rules.spellings(type));
        return given(key, fallback, list(rule, (section, at) -> section.constant(at, type)));
    }

    /** Returns a list of texts that must be given and not be empty. */
    public List<String> strings(String key) {
        List<String> found =
                required(key, "a list of texts", List.of(STAND_IN), list("a list of texts", Section::text));
        if (found.isEmpty()) {
            reject(key, "at least one text");
            return List.of(STAND_IN);
        }
        return found;
    }

    /** Returns a list of texts. */
    public List<String> strings(String key, List<String> fallback) {
        return given(key, fallback, list("a list of texts", Section::text));
    }

    /** Returns a list of numbers; the bounds are those of {@link #number(String, double, double)}. */
    public List<Double> numbers(String key, List<Double> fallback, double min, double max) {
        return given(key, fallback, list("a list of numbers", real(min, max)));
    }

    /** Returns a list of whole numbers from {@code min} to {@code max} inclusive. */
    public List<Integer> integers(String key, List<Integer> fallback, int min, int max) {
        List<Long> wide = fallback.stream().map(Integer::longValue).toList();
        return given(key, wide, list("a list of whole numbers", whole(min, max))).stream()
                .map(Long::intValue)
                .toList();
    }

    /** Returns the section under a key; where it is left out, an empty one, whose getters give their fallbacks. */
    public Section section(String key) {
        if (effective.get(key) instanceof Section known) {
            return known;
        }
        Section none = new Section(problems, Entries.empty(placeOf(key)), pathOf(key));
        return given(key, none, (section, at) -> section.mapping(at));
    }

    /** Returns the section under a key that may be left out. */
    public Optional<Section> optionalSection(String key) {
        return has(key) ? Optional.of(section(key)) : Optional.empty();
    }

    /** Returns the sections of a list; none where it is left out. */
    public List<Section> sections(String key) {
        return given(key, List.of(), list("a list of mappings", Section::mapping));
    }

    /** Notes a problem with the value of a key, as it stands in the file, against the caller's rule. */
    public void reject(String key, String rule) {
        Entry entry = entries.byKey().get(key);
        String actual = entry == null ? "missing" : entry.value().shown();
        problems.add(placeOf(key), pathOf(key), actual + ", expected " + rule);
    }

    /**
     * Reads this section with {@code reader}. An {@link IllegalArgumentException} from it becomes a problem of this
     * section, unless its cause is a problem noted already.
     */
    public <T> T as(Function<Section, T> reader) {
        int before = problems.size();
        try {
            return reader.apply(this);
        } catch (AbandonedException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            if (problems.size() == before) {
                problems.add(entries.place(), path, String.valueOf(e.getMessage()));
            }
            throw new AbandonedException(e);
        }
    }

    Entries entries() {
        return entries;
    }

    Map<String, @Nullable Object> effective() {
        return Collections.unmodifiableMap(effective);
    }

    void complainAboutUnknownKeys() {
        entries.byKey().forEach((key, entry) -> {
            if (!effective.containsKey(key)) {
                String known = effective.isEmpty() ? "no keys" : "one of " + String.join(", ", effective.keySet());
                String hint = Suggestion.hint(key, effective.keySet());
                problems.add(entry.place(), pathOf(key), "unknown key, expected " + known + hint);
            }
        });
        for (Object value : effective.values()) {
            if (value instanceof Section section) {
                section.complainAboutUnknownKeys();
            } else if (value instanceof List<?> list) {
                list.forEach(item -> {
                    if (item instanceof Section section) {
                        section.complainAboutUnknownKeys();
                    }
                });
            }
        }
    }

    /** A value with the key path it stands at, on its way through a converter, which answers null after complaining. */
    private record Located(String path, Value value) {}

    private <T> T required(String key, String rule, T standIn, BiFunction<Section, Located, @Nullable T> convert) {
        if (!entries.byKey().containsKey(key)) {
            reject(key, rule);
        }
        return given(key, standIn, convert);
    }

    private <T> T given(String key, T fallback, BiFunction<Section, Located, @Nullable T> convert) {
        Entry entry = entries.byKey().get(key);
        T read = entry == null ? null : convert.apply(this, new Located(pathOf(key), entry.value()));
        T result = read == null ? fallback : read;
        effective.put(key, result);
        return result;
    }

    private @Nullable String text(Located at) {
        if (at.value() instanceof Scalar scalar
                && (scalar.kind() == Kind.TEXT || (scalar.place().isOverride() && scalar.kind() != Kind.NOTHING))) {
            return scalar.text();
        }
        boolean quotable = at.value() instanceof Scalar scalar && scalar.kind() != Kind.NOTHING;
        complain(at, quotable ? "a text; put it in quotes" : "a text");
        return null;
    }

    private @Nullable Boolean truth(Located at) {
        if (at.value() instanceof Scalar scalar && scalar.kind() == Kind.FLAG) {
            return scalar.text().toLowerCase(Locale.ROOT).equals("true");
        }
        complain(at, "true or false");
        return null;
    }

    private <E extends Enum<E>> @Nullable E constant(Located at, Class<E> type) {
        if (at.value() instanceof Scalar scalar) {
            for (E candidate : type.getEnumConstants()) {
                if (Rules.spelling(candidate).equals(scalar.text().replace('-', '_'))) {
                    return candidate;
                }
            }
        }
        complain(at, "one of " + String.join(", ", Rules.spellings(type)));
        return null;
    }

    private @Nullable Section mapping(Located at) {
        if (at.value() instanceof Entries found) {
            return new Section(problems, found, at.path());
        }
        complain(at, "a mapping of keys to values");
        return null;
    }

    private static BiFunction<Section, Located, @Nullable Long> whole(long min, long max) {
        return (section, at) -> {
            if (at.value() instanceof Scalar scalar && scalar.kind() == Kind.NUMBER) {
                Long parsed = Rules.parseWhole(scalar.text());
                if (parsed != null && parsed >= min && parsed <= max) {
                    return parsed;
                }
            }
            section.complain(at, Rules.wholeNumber(min, max));
            return null;
        };
    }

    private static BiFunction<Section, Located, @Nullable Double> real(double min, double max) {
        return (section, at) -> {
            if (at.value() instanceof Scalar scalar && scalar.kind() == Kind.NUMBER) {
                Double parsed = Rules.parseReal(scalar.text());
                if (parsed != null && parsed >= min && parsed <= max) {
                    return parsed;
                }
            }
            section.complain(at, Rules.number(min, max));
            return null;
        };
    }

    private static <T> BiFunction<Section, Located, @Nullable List<T>> list(
            String rule, BiFunction<Section, Located, @Nullable T> convert) {
        return (section, at) -> {
            if (!(at.value() instanceof Items items)) {
                section.complain(at, rule);
                return null;
            }
            List<T> read = new ArrayList<>();
            for (int i = 0; i < items.values().size(); i++) {
                T item = convert.apply(
                        section,
                        new Located(at.path() + "[" + i + "]", items.values().get(i)));
                if (item != null) {
                    read.add(item);
                }
            }
            return List.copyOf(read);
        };
    }

    private void complain(Located at, String rule) {
        problems.add(at.value().place(), at.path(), at.value().shown() + ", expected " + rule);
    }

    private Place placeOf(String key) {
        Entry entry = entries.byKey().get(key);
        return entry == null ? entries.place() : entry.place();
    }

    private String pathOf(String key) {
        return (path.isEmpty() ? "" : path + ".") + Shown.name(key);
    }
}
