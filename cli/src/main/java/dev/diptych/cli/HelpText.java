package dev.diptych.cli;

import java.text.BreakIterator;
import java.util.Arrays;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/*
 * Picocli breaks lines wherever prose may be broken, which is also within a file's name, a key or a list of shards. So
 * words are held together by a character of no width, at which no line is broken, and which is taken out again of what
 * has been laid out.
 */
/** Help whose lines are broken between words only, and whose examples a shell takes as they stand. */
final class HelpText extends Help {
    private static final String GLUE = "\ufeff";
    private static final char FIRM_SPACE = '\u00a0';
    private static final String EXAMPLE = "  ";
    private static final String CONTINUED = " \\\n      ";

    private HelpText(CommandSpec spec, ColorScheme scheme) {
        super(spec, scheme);
    }

    /** Has a command and its subcommands show such help. */
    static void prepare(CommandLine command, int width) {
        UsageMessageSpec usage = command.getCommandSpec().usageMessage();
        usage.footer(Arrays.stream(usage.footer())
                .map(line -> line.startsWith(EXAMPLE) ? example(line.strip(), width) : glued(line))
                .toArray(String[]::new));
        command.setHelpFactory(HelpText::new);
        command.getHelpSectionMap()
                .replaceAll((key, section) ->
                        help -> section.render(help).replace(GLUE, "").replace(FIRM_SPACE, ' '));
        command.getSubcommands().values().forEach(inner -> prepare(inner, width));
    }

    @Override
    public IOptionRenderer createDefaultOptionRenderer() {
        IOptionRenderer plain = super.createDefaultOptionRenderer();
        return (option, label, scheme) -> glued(plain.render(option, label, scheme));
    }

    @Override
    public IParameterRenderer createDefaultParameterRenderer() {
        IParameterRenderer plain = super.createDefaultParameterRenderer();
        return (parameter, label, scheme) -> glued(plain.render(parameter, label, scheme));
    }

    /** The last cell of a row is the description. */
    private static Text[][] glued(Text[][] rows) {
        for (Text[] row : rows) {
            int last = row.length - 1;
            row[last] = Ansi.OFF.new Text(glued(row[last].toString()));
        }
        return rows;
    }

    /** Puts glue wherever a line could be broken but at a space. */
    private static String glued(String line) {
        BreakIterator breaks = BreakIterator.getLineInstance(Locale.ROOT);
        breaks.setText(line);
        StringBuilder glued = new StringBuilder();
        int start = breaks.first();
        for (int end = breaks.next(); end != BreakIterator.DONE; start = end, end = breaks.next()) {
            glued.append(line, start, end);
            if (end < line.length() && line.charAt(end - 1) > ' ') {
                glued.append(GLUE);
            }
        }
        return glued.toString();
    }

    /** A command that is continued on further lines where it is too long, an option beside its value. */
    private static String example(String command, int width) {
        StringBuilder text = new StringBuilder(EXAMPLE);
        int column = EXAMPLE.length();
        String separator = "";
        for (String part : command.split(" (?=-)|(?<!-[a-z-]{1,30}) ")) {
            if (!separator.isEmpty() && column + 1 + part.length() > width - 3) {
                separator = CONTINUED;
                column = CONTINUED.length() - 4;
            }
            text.append(separator).append(part.replace(' ', FIRM_SPACE));
            column += 1 + part.length();
            separator = " ";
        }
        return glued(text.toString());
    }
}
