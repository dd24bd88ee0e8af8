package dev.diptych.cli;

import java.util.ArrayList;
import java.util.List;

/** What users type, in the one spelling that the commands declare. */
final class Arguments {
    private Arguments() {}

    /**
     * Returns the arguments with {@code --batch-size} for {@code --batch_size}, as open_clip and img2dataset spell their
     * options, and {@code ingest --help} for {@code help ingest}. Values stay as they are.
     */
    static String[] normalized(String... arguments) {
        List<String> rewritten = new ArrayList<>(List.of(arguments));
        if (!rewritten.isEmpty() && rewritten.get(0).equals("help")) {
            rewritten.remove(0);
            rewritten.add("--help");
        }
        int end = rewritten.indexOf("--");
        rewritten.subList(0, end < 0 ? rewritten.size() : end).replaceAll(Arguments::withDashes);
        return rewritten.toArray(String[]::new);
    }

    private static String withDashes(String argument) {
        if (!argument.startsWith("--")) {
            return argument;
        }
        int equals = argument.indexOf('=');
        int end = equals < 0 ? argument.length() : equals;
        return argument.substring(0, end).replace('_', '-') + argument.substring(end);
    }
}
