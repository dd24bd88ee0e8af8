package dev.diptych.cli;

import dev.diptych.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command itself: the options that every command has. */
@Command(
        name = "diptych",
        versionProvider = Version.class,
        customSynopsis = "diptych COMMAND [OPTION]...",
        description = "Trains image-text models of the CLIP family on your own captioned images.",
        footer = {
            "",
            "Exit codes: 0 done, 1 failed, 2 wrong arguments or configuration, 130 interrupted.",
            "",
            "Example, which explains a command:",
            "  diptych help ingest"
        })
final class Diptych {
    private final Session session;

    @Option(
            names = {"-h", "--help"},
            scope = ScopeType.INHERIT,
            usageHelp = true,
            order = 1000,
            description = "Show this help.")
    private boolean help;

    @Option(names = "--version", versionHelp = true, order = 1001, description = "Show the version.")
    private boolean version;

    Diptych(Session session) {
        this.session = session;
    }

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            order = 1002,
            description = "Show results and errors only, no progress.")
    private void quiet(boolean on) {
        session.quiet(on);
    }

    @Option(
            names = "--stacktrace",
            scope = ScopeType.INHERIT,
            order = 1003,
            description = "Show where in the program an error arose.")
    private void stacktrace(boolean on) {
        session.stacktrace(on);
    }
}
