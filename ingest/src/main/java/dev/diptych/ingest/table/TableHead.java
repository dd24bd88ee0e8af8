package dev.diptych.ingest.table;

import dev.diptych.config.Suggestion;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a table says of its columns.
 *
 * @param columns those that can be read
 * @param unreadable the others, each with what it holds
 * @param shown how the beginning of the file was understood, in words; empty where there is no doubt about it
 */
public record TableHead(Collection<String> columns, Map<String, String> unreadable, String shown) {
    static final TableHead NONE = new TableHead(Set.of(), Map.of(), "");

    /** Returns the columns of both. */
    TableHead with(TableHead other) {
        Set<String> both = new LinkedHashSet<>(columns);
        both.addAll(other.columns);
        Map<String, String> neither = new LinkedHashMap<>(unreadable);
        neither.putAll(other.unreadable);
        String said =
                Stream.of(shown, other.shown).filter(text -> !text.isEmpty()).collect(Collectors.joining("; "));
        return new TableHead(both, neither, said);
    }

    /**
     * Sees to it that there is a column.
     *
     * @param source the tables' names
     * @param what asks for it
     * @throws IngestException if it is not there, or cannot be read
     */
    void require(String source, String what, String column) {
        if (columns.contains(column)) {
            return;
        }
        String type = unreadable.get(column);
        if (type != null) {
            throw new IngestException(
                    Reason.BAD_TABLE,
                    source,
                    what + ": column '" + column + "' of type " + type
                            + ", expected text or numbers, or lists of them");
        }
        Set<String> known = new LinkedHashSet<>(columns);
        known.addAll(unreadable.keySet());
        throw new IngestException(
                Reason.BAD_TABLE,
                source,
                what + ": no column '" + column + "', expected one of " + String.join(", ", known)
                        + Suggestion.hint(column, known) + hint());
    }

    /** Returns how the beginning was understood, to end an error line. */
    String hint() {
        return shown.isEmpty() ? "" : "; " + shown;
    }
}
