package dev.diptych.text.prompt;

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

/** A UTF-8 file with an entry a line; blank lines and lines that begin with {@code #} are passed over. */
final class ListFile {
    private static final String SUFFIX = ".txt";
    private static final long LARGEST_FILE = 16L << 20;

    /** A line and its number from 1 on. */
    record Entry(int number, String text) {}

    private ListFile() {}

    static List<Entry> read(Path file) throws IOException {
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
        if (entries.isEmpty()) {
            throw new PromptException(source, 0, Reason.EMPTY, "no entries, expected one a line");
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
