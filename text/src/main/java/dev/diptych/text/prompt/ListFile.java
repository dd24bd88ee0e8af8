package dev.diptych.text.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import dev.diptych.config.json.JsonDocument;
import dev.diptych.config.json.JsonException;
import dev.diptych.text.prompt.PromptException.Reason;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A UTF-8 file with an entry a line; blank lines and lines that begin with {@code #} are passed over. Or a file of JSON: a list, or an
 * object with a list for each data set, as CLIP_benchmark has them.
 */
final class ListFile {
    private static final String SUFFIX = ".txt";
    private static final String JSON = ".json";
    private static final long LARGEST_FILE = 16L << 20;

    /** A line and its number from 1 on; 0 of JSON. */
    record Entry(int number, String text) {}

    private ListFile() {}

    /** @param dataset whose list it is, where a file has several */
    static List<Entry> read(Path file, String dataset) throws IOException {
        List<Entry> entries = file.toString().endsWith(JSON) ? listed(file, dataset) : lines(file);
        if (entries.isEmpty()) {
            throw new PromptException(file.toString(), 0, Reason.EMPTY, "no entries, expected one a line");
        }
        return entries;
    }

    private static List<Entry> listed(Path file, String dataset) throws PromptException {
        JsonNode root;
        try {
            root = JsonDocument.tree(file, LARGEST_FILE);
        } catch (JsonException e) {
            Reason reason = switch (e.reason()) {
                case MISSING -> Reason.MISSING;
                case TOO_LARGE -> Reason.TOO_LARGE;
                case MALFORMED, UNREADABLE -> Reason.INVALID;
            };
            String place = e.place().isEmpty() ? "" : e.place() + ": ";
            throw new PromptException(file.toString(), 0, reason, place + e.problem());
        }
        JsonNode list = root.isObject() ? root.path(dataset) : root;
        if (list.isMissingNode()) {
            throw new PromptException(
                    file.toString(),
                    0,
                    Reason.MISSING,
                    "no data set '" + dataset + "', expected one of " + names(root));
        }
        List<Entry> entries = new ArrayList<>();
        for (JsonNode each : list) {
            if (!each.isTextual()) {
                throw new PromptException(file.toString(), 0, Reason.INVALID, each + ", expected a list of texts");
            }
            entries.add(new Entry(0, each.textValue().strip()));
        }
        return entries;
    }

    private static String names(JsonNode root) {
        List<String> names = new ArrayList<>();
        root.fieldNames().forEachRemaining(names::add);
        return String.join(", ", names);
    }

    private static List<Entry> lines(Path file) throws IOException {
        String source = file.toString();
        if (!Files.isRegularFile(file)) {
            throw new PromptException(source, 0, Reason.MISSING, "no such file, expected an entry a line");
        }
        if (Files.size(file) > LARGEST_FILE) {
            throw new PromptException(
                    source,
                    0,
                    Reason.TOO_LARGE,
                    String.format(Locale.ROOT, "%d bytes, expected at most %d", Files.size(file), LARGEST_FILE));
        }
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            throw new PromptException(source, 0, Reason.INVALID, "no UTF-8, expected an entry a line");
        }
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String text = lines.get(i).strip();
            if (i == 0 && text.startsWith("\uFEFF")) {
                text = text.substring(1).strip();
            }
            if (!text.isEmpty() && !text.startsWith("#")) {
                entries.add(new Entry(i + 1, text));
            }
        }
        return entries;
    }

    /** The file of that name or path: a path where there is one, or else {@code folder/NAME.txt}. */
    static Path locate(String nameOrFile, Path folder, String kind) throws IOException {
        Path file = Path.of(nameOrFile);
        if (Files.isRegularFile(file)) {
            return file;
        }
        boolean name = file.getNameCount() == 1 && !file.isAbsolute();
        Path bundled = folder.resolve(name ? nameOrFile + SUFFIX : "");
        if (name && Files.isRegularFile(bundled)) {
            return bundled;
        }
        throw new PromptException(
                nameOrFile,
                0,
                Reason.MISSING,
                "no such file, expected one, or one of the " + kind + " " + names(folder));
    }

    private static String names(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return "in " + folder;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(SUFFIX))
                    .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                    .sorted()
                    .collect(Collectors.joining(", "));
        }
    }
}
