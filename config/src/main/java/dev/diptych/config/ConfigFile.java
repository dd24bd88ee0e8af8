package dev.diptych.config;

import dev.diptych.config.Value.Entries;
import dev.diptych.config.Value.Kind;
import dev.diptych.config.Value.Scalar;
import dev.diptych.file.Trouble;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * One configuration file being read. Ask {@link #root()} for the values, then call {@link #check()}; or do both with
 * {@link #as(Function)}:
 *
 * <pre>{@code
 * Recipe recipe = ConfigFile.read(path, overrides).as(Recipe::from);
 * }</pre>
 */
public final class ConfigFile {
    /** Far beyond any experiment's; a file of data given by mistake is refused before it is read. */
    private static final long MAX_BYTES = 2 << 20;

    private final String source;
    private final Problems problems;
    private final Section root;

    private ConfigFile(String source, Problems problems, Section root) {
        this.source = source;
        this.problems = problems;
        this.root = root;
    }

    /**
     * Reads a file.
     *
     * @param overrides {@code key.path=value} each, the value in YAML; they win over the file
     * @throws ConfigException if the file cannot be read or is not YAML
     */
    public static ConfigFile read(Path file, List<String> overrides) {
        String text;
        try {
            long size = Files.isRegularFile(file) ? Files.size(file) : 0;
            if (size > MAX_BYTES) {
                throw new ConfigException(List.of(
                        file + ": " + size + " bytes, expected a configuration in YAML of at" + " most " + MAX_BYTES));
            }
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new ConfigException(List.of(file + ": no such file, expected a configuration in YAML"));
        } catch (CharacterCodingException e) {
            throw new ConfigException(List.of(file + ": not UTF-8, expected a configuration in YAML"));
        } catch (IOException e) {
            String why = Files.isDirectory(file) ? "a folder" : Trouble.said(e);
            throw new ConfigException(List.of(file + ": " + why + ", expected a configuration in YAML"));
        }
        return parse(file.toString(), text, overrides);
    }

    /** A text as an override's value, whatever is in it, and as it may stand in a file: in single quotes. */
    public static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** Reads a file without overrides. */
    public static ConfigFile read(Path file) {
        return read(file, List.of());
    }

    /**
     * Reads text.
     *
     * @param source the name that error lines give to the text
     * @param overrides {@code key.path=value} each, the value in YAML; they win over the text
     * @throws ConfigException if the text is not YAML
     */
    public static ConfigFile parse(String source, String text, List<String> overrides) {
        Problems problems = new Problems();
        Value value = YamlReader.file(source, text, problems);
        Entries entries;
        if (value instanceof Entries found) {
            entries = found;
        } else {
            entries = Entries.empty(new Place(source, 1));
            if (!(value instanceof Scalar scalar && scalar.kind() == Kind.NOTHING)) {
                problems.add(value.place(), "", value.shown() + ", expected a mapping of keys to values");
            }
        }
        Overrides.apply(entries, overrides, problems);
        return new ConfigFile(source, problems, new Section(problems, entries, ""));
    }

    /** Reads text without overrides. */
    public static ConfigFile parse(String source, String text) {
        return parse(source, text, List.of());
    }

    /** Returns the name of the file as it was given. */
    public String source() {
        return source;
    }

    /** Returns the top level. */
    public Section root() {
        return root;
    }

    /** Returns what is written at each key path, such as {@code train.epochs}, in the order of the file; a list of scalars is one. */
    public Map<String, String> leaves() {
        return Leaves.of(root.entries());
    }

    /**
     * Reads the whole file with {@code reader}, then {@linkplain #check() checks}. An
     * {@link IllegalArgumentException} from the reader (a record's own validation) becomes a problem too.
     *
     * @throws ConfigException if there is any problem
     */
    public <T> T as(Function<Section, T> reader) {
        try {
            T read = root.as(reader);
            check();
            return read;
        } catch (Section.AbandonedException e) {
            problems.throwIfAny();
            throw new IllegalStateException("reading abandoned without a problem", e);
        }
    }

    /**
     * Reports what was wrong: every problem met by a getter, and every key that no getter asked for.
     *
     * @throws ConfigException if there is any problem
     */
    public void check() {
        root.complainAboutUnknownKeys();
        problems.throwIfAny();
    }

    /** Writes every value that was asked for, as it took effect, defaults included, as YAML. Call it after {@link #check()}. */
    public String render() {
        return YamlWriter.write(root.effective());
    }
}
