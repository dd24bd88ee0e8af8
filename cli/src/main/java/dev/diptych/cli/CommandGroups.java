package dev.diptych.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.TextTable;

/** The list of commands in {@code diptych --help}, in the order of use. */
final class CommandGroups {
    private static final Map<String, List<String>> GROUPS = new LinkedHashMap<>();

    static {
        GROUPS.put("Start here", List.of("quickstart"));
        GROUPS.put("Data", List.of("ingest", "score", "shards", "tokenizer"));
        GROUPS.put(
                "Models",
                List.of("models", "doctor", "init", "plan", "train", "eval", "report", "embed", "export", "weights"));
        GROUPS.put("Search", List.of("index", "search", "serve"));
        GROUPS.put("Speed", List.of("devices", "bench"));
    }

    private CommandGroups() {}

    /** Renders the commands of {@code root}, those with subcommands once for each. */
    static String render(CommandLine root) {
        Set<String> left = new TreeSet<>(root.getSubcommands().keySet());
        StringBuilder text = new StringBuilder();
        GROUPS.forEach((title, names) -> {
            List<String> present = names.stream().filter(left::remove).toList();
            if (!present.isEmpty()) {
                text.append(System.lineSeparator()).append(title).append(":").append(System.lineSeparator());
                text.append(table(root, present));
            }
        });
        if (!left.isEmpty()) {
            throw new IllegalStateException("commands " + left + ": in no group, expected one for each");
        }
        return text.toString();
    }

    private static String table(CommandLine root, List<String> names) {
        int width = root.getUsageHelpWidth();
        TextTable table = TextTable.forColumns(
                root.getColorScheme(),
                new Column(20, 2, Column.Overflow.SPAN),
                new Column(width - 20, 2, Column.Overflow.WRAP));
        for (String name : names) {
            CommandLine command = root.getSubcommands().get(name);
            if (command != null) {
                addRows(table, name, command);
            }
        }
        return table.toString();
    }

    private static void addRows(TextTable table, String name, CommandLine command) {
        if (command.getSubcommands().isEmpty()) {
            Help help = command.getHelp();
            table.addRowValues(
                    name, String.join(" ", help.commandSpec().usageMessage().description()));
        } else {
            command.getSubcommands().forEach((inner, leaf) -> addRows(table, name + " " + inner, leaf));
        }
    }
}
