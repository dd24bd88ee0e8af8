package dev.diptych.text.prompt;

import dev.diptych.text.prompt.ListFile.Entry;
import dev.diptych.text.prompt.PromptException.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Templates that make captions of a class name, an ensemble of which stands for the class (Radford et al. 2021, section
 * 3.1.4).
 *
 * <p>A file holds one a line, such as {@code a photo of a {}.}; {@code {}} or {@code {c}} is the place of the class name, once
 * in each. A list of JSON may have one twice, which counts twice then.
 *
 * @param source the file, for reports
 * @param templates one or more, each with one {@code {}}
 */
public record PromptTemplates(String source, List<String> templates) {
    /** Where the class name goes. */
    public static final String PLACE = "{}";

    public PromptTemplates {
        templates = List.copyOf(templates);
        if (templates.isEmpty()) {
            throw new IllegalArgumentException("templates refused: " + source + ": none, expected one or more");
        }
        for (String template : templates) {
            if (!isTemplate(template)) {
                throw new IllegalArgumentException(
                        "templates refused: " + source + ": \"" + template + "\", expected one " + PLACE);
            }
        }
    }

    /**
     * Reads a file.
     *
     * @throws PromptException if there is no such file, it is empty, or a line has not one place for the name or is there
     *     twice; one line
     */
    public static PromptTemplates read(Path file) throws IOException {
        return read(file, "");
    }

    private static PromptTemplates read(Path file, String dataset) throws IOException {
        List<String> templates = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Entry entry : ListFile.read(file, dataset)) {
            String template = entry.text().replace("{c}", PLACE);
            if (!isTemplate(template)) {
                throw new PromptException(
                        file.toString(),
                        entry.number(),
                        Reason.INVALID,
                        "\"" + entry.text() + "\", expected one {} for the class name");
            }
            if (!seen.add(template) && entry.number() > 0) {
                throw new PromptException(
                        file.toString(),
                        entry.number(),
                        Reason.INVALID,
                        "\"" + entry.text() + "\" again, expected each template once");
            }
            templates.add(template);
        }
        return new PromptTemplates(file.toString(), templates);
    }

    /**
     * Reads a file, or the one of that name among those that come along.
     *
     * @param nameOrFile such as {@code imagenet-80}, or a path
     * @param folder of the files that come along
     */
    public static PromptTemplates open(String nameOrFile, Path folder) throws IOException {
        return open(nameOrFile, folder, "");
    }

    /**
     * The same, of a file that may be CLIP_benchmark's JSON, with a list for each data set.
     *
     * @param dataset whose list is meant then
     */
    public static PromptTemplates open(String nameOrFile, Path folder, String dataset) throws IOException {
        return read(ListFile.locate(nameOrFile, folder, "templates"), dataset);
    }

    /** The captions of a class, one for each template, in their order. */
    public List<String> fill(String className) {
        return templates.stream()
                .map(template -> template.replace(PLACE, className))
                .toList();
    }

    private static boolean isTemplate(String template) {
        int place = template.indexOf(PLACE);
        return place >= 0
                && template.indexOf('{') == place
                && template.lastIndexOf('{') == place
                && template.indexOf('}') == place + 1
                && template.lastIndexOf('}') == place + 1;
    }
}
