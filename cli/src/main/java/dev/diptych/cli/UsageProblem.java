package dev.diptych.cli;

import dev.diptych.cli.model.RecipeKeys;
import dev.diptych.config.Suggestion;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in one line what is wrong with the arguments. */
final class UsageProblem {
    /** What picocli says of a word that is none of an enum's, whose constants it spells as the code does. */
    private static final Pattern CHOICE = Pattern.compile(
            "Invalid value for option '([^' ]+)'[^:]*: expected one of \\[(.*)] \\(case-insensitive\\) but was ('.*')");

    private UsageProblem() {}

    static String line(ParameterException e) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        return "bad usage: " + command + ": " + detail(e) + "; see '" + command + " --help'";
    }

    private static String detail(ParameterException e) {
        if (e instanceof MissingParameterException missing
                && !missing.getMissing().isEmpty()) {
            String names =
                    missing.getMissing().stream().map(UsageProblem::shown).collect(Collectors.joining(", "));
            return "missing, expected " + names;
        }
        if (e instanceof UnmatchedArgumentException unmatched) {
            return unmatched(unmatched);
        }
        String message = String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", " ");
        Matcher choice = CHOICE.matcher(message);
        if (choice.matches()) {
            return choice.group(1) + ": " + choice.group(3) + ", expected one of "
                    + choice.group(2).toLowerCase(Locale.ROOT);
        }
        return message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
    }

    private static String unmatched(UnmatchedArgumentException e) {
        CommandLine command = e.getCommandLine();
        String first = e.getUnmatched().get(0);
        if (first.startsWith("-")) {
            Optional<String> key = command.getCommandName().equals("train") ? RecipeKeys.of(first) : Optional.empty();
            if (key.isPresent()) {
                return "'" + first + "', expected an option; the recipe has it: --set " + key.get() + "=VALUE";
            }
            List<String> options = command.getCommandSpec().options().stream()
                    .map(OptionSpec::longestName)
                    .toList();
            return "'" + first + "', expected an option" + Suggestion.hint(first.replaceAll("=.*", ""), options);
        }
        Set<String> commands = command.getSubcommands().keySet();
        return commands.isEmpty()
                ? "'" + first + "', expected no more arguments"
                : "'" + first + "', expected a command" + Suggestion.hint(first, commands);
    }

    private static String shown(ArgSpec argument) {
        return argument instanceof OptionSpec option
                ? option.longestName() + " " + option.paramLabel()
                : argument.paramLabel();
    }
}
