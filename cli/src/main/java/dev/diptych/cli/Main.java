package dev.diptych.cli;

import dev.diptych.cli.adapt.WeightsAverageCommand;
import dev.diptych.cli.adapt.WeightsInterpolateCommand;
import dev.diptych.cli.bench.BenchEmbedCommand;
import dev.diptych.cli.bench.BenchGemmCommand;
import dev.diptych.cli.bench.BenchImageCommand;
import dev.diptych.cli.bench.BenchLoaderCommand;
import dev.diptych.cli.bench.BenchOpsCommand;
import dev.diptych.cli.bench.BenchRanksCommand;
import dev.diptych.cli.bench.BenchScaleCommand;
import dev.diptych.cli.bench.BenchSearchCommand;
import dev.diptych.cli.bench.BenchStepCommand;
import dev.diptych.cli.bench.BenchTextCommand;
import dev.diptych.cli.bench.BenchTokenizerCommand;
import dev.diptych.cli.catalog.ModelsListCommand;
import dev.diptych.cli.catalog.ModelsShowCommand;
import dev.diptych.cli.check.DoctorCommand;
import dev.diptych.cli.curate.ScoreCommand;
import dev.diptych.cli.data.IngestCommand;
import dev.diptych.cli.data.ShardsInfoCommand;
import dev.diptych.cli.data.ShardsLintCommand;
import dev.diptych.cli.data.ShardsPreviewCommand;
import dev.diptych.cli.data.TokenizerEncodeCommand;
import dev.diptych.cli.data.TokenizerShowCommand;
import dev.diptych.cli.data.TokenizerTrainCommand;
import dev.diptych.cli.device.DevicesCommand;
import dev.diptych.cli.evaluate.EvalClassifyCommand;
import dev.diptych.cli.evaluate.EvalProbeCommand;
import dev.diptych.cli.evaluate.EvalRetrievalCommand;
import dev.diptych.cli.evaluate.suite.EvalSuiteCommand;
import dev.diptych.cli.export.ExportOnnxCommand;
import dev.diptych.cli.export.ExportSameDiffCommand;
import dev.diptych.cli.export.ExportVectorsCommand;
import dev.diptych.cli.export.ExportVerifyCommand;
import dev.diptych.cli.model.EmbedCommand;
import dev.diptych.cli.model.ModelsConvertCommand;
import dev.diptych.cli.model.TrainCommand;
import dev.diptych.cli.plan.InitCommand;
import dev.diptych.cli.plan.PlanCommand;
import dev.diptych.cli.quickstart.QuickstartCommand;
import dev.diptych.cli.report.ReportCommand;
import dev.diptych.cli.search.IndexCommand;
import dev.diptych.cli.search.SearchCommand;
import dev.diptych.cli.search.ServeCommand;
import dev.diptych.cli.session.ExitCode;
import dev.diptych.cli.session.Failure;
import dev.diptych.cli.session.Interruption;
import dev.diptych.cli.session.Session;
import dev.diptych.cli.session.Surroundings;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Runs the command {@code diptych}. */
public final class Main {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int WIDEST_HELP = 120;

    private Main() {}

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
        PrintWriter out = writer(FileDescriptor.out);
        PrintWriter err = writer(FileDescriptor.err);
        Interruption interruption = new Interruption();
        Session session = new Session(out, err, Surroundings.ofProcess(), interruption);
        interruption.askOnShutdown(session::note, PATIENCE);
        System.exit(run(session, arguments));
    }

    /** Runs the command; returns one of {@link ExitCode}. */
    static int run(Session session, String... arguments) {
        int code;
        try {
            String[] normalized = Arguments.normalized(arguments);
            code = commandLine(session, normalized.length == 0 ? "" : normalized[0])
                    .execute(normalized);
        } catch (Error e) { // picocli hands on exceptions, not errors such as a full heap
            code = report(session, e);
        }
        if (session.out().checkError() && code == ExitCode.DONE) {
            session.err()
                    .println(
                            "output failed: standard output: not all was taken, expected room for it; is the disk full,"
                                    + " or the pipe closed?");
            code = ExitCode.FAILED;
        }
        session.err().flush();
        return code == ExitCode.DONE && session.interruption().requested() ? ExitCode.INTERRUPTED : code;
    }

    /** The command with all its subcommands. */
    static CommandLine commandLine(Session session) {
        return commandLine(session, "");
    }

    /** The command with the subcommand that is asked for, or with all if there is none of that name. */
    private static CommandLine commandLine(Session session, String asked) {
        CommandLine root = new CommandLine(new Diptych(session));
        Map<String, Supplier<Object>> commands = commands(session);
        // Reading the options of all commands takes longer than many a command.
        Collection<Supplier<Object>> needed =
                commands.containsKey(asked) ? List.of(commands.get(asked)) : commands.values();
        needed.forEach(command -> root.addSubcommand(command.get()));
        root.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, help -> CommandGroups.render(root));
        root.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING, help -> "");
        spaceOut(root);
        int width = Math.max(80, Math.min(WIDEST_HELP, session.surroundings().columns()));
        HelpText.prepare(root, width);
        root.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
        root.setUsageHelpWidth(width);
        root.setAbbreviatedOptionsAllowed(false);
        root.setCaseInsensitiveEnumValuesAllowed(true);
        root.setOut(session.out());
        root.setErr(session.err());
        root.setParameterExceptionHandler((e, given) -> {
            if (given.length == 0) {
                root.usage(session.err());
            } else {
                session.err().println(UsageProblem.line(e));
            }
            return ExitCode.USAGE;
        });
        root.setExecutionExceptionHandler((e, failed, parsed) -> report(session, e));
        return root;
    }

    /** How to make each command, in the order of the help. */
    private static Map<String, Supplier<Object>> commands(Session session) {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("quickstart", () -> new QuickstartCommand(session));
        commands.put("ingest", () -> new IngestCommand(session));
        commands.put("score", () -> new ScoreCommand(session));
        commands.put(
                "shards",
                () -> group(
                        "shards",
                        "Shards, looked into.",
                        new ShardsLintCommand(session),
                        new ShardsInfoCommand(session),
                        new ShardsPreviewCommand(session)));
        commands.put(
                "tokenizer",
                () -> group(
                        "tokenizer",
                        "Tokenizers for captions.",
                        new TokenizerTrainCommand(session),
                        new TokenizerEncodeCommand(session),
                        new TokenizerShowCommand(session)));
        commands.put(
                "models",
                () -> group(
                        "models",
                        "Model configurations and weights.",
                        new ModelsListCommand(session),
                        new ModelsShowCommand(session),
                        new ModelsConvertCommand(session)));
        commands.put("doctor", () -> new DoctorCommand(session));
        commands.put("init", () -> new InitCommand(session));
        commands.put("plan", () -> new PlanCommand(session));
        commands.put(
                "weights",
                () -> group(
                        "weights",
                        "Models made of several.",
                        new WeightsAverageCommand(session),
                        new WeightsInterpolateCommand(session)));
        commands.put("train", () -> new TrainCommand(session));
        commands.put(
                "eval",
                () -> group(
                        "eval",
                        "Scores of trained models.",
                        new EvalRetrievalCommand(session),
                        new EvalClassifyCommand(session),
                        new EvalProbeCommand(session),
                        new EvalSuiteCommand(session)));
        commands.put("report", () -> new ReportCommand(session));
        commands.put("embed", () -> new EmbedCommand(session));
        commands.put("index", () -> new IndexCommand(session));
        commands.put("search", () -> new SearchCommand(session));
        commands.put("serve", () -> new ServeCommand(session));
        commands.put(
                "export",
                () -> group(
                        "export",
                        "Models and vectors for other programs.",
                        new ExportOnnxCommand(session),
                        new ExportSameDiffCommand(session),
                        new ExportVerifyCommand(session),
                        new ExportVectorsCommand(session)));
        commands.put("devices", () -> new DevicesCommand(session));
        commands.put(
                "bench",
                () -> group(
                        "bench",
                        "Benchmarks.",
                        new BenchStepCommand(session),
                        new BenchEmbedCommand(session),
                        new BenchGemmCommand(session),
                        new BenchTextCommand(session),
                        new BenchOpsCommand(session),
                        new BenchTokenizerCommand(session),
                        new BenchLoaderCommand(session),
                        new BenchImageCommand(session),
                        new BenchRanksCommand(session),
                        new BenchScaleCommand(session),
                        new BenchSearchCommand(session)));
        return commands;
    }

    private static CommandLine group(String name, String description, Object... commands) {
        CommandSpec spec = CommandSpec.create().name(name);
        spec.usageMessage().description(description).synopsisSubcommandLabel("COMMAND");
        CommandLine group = new CommandLine(spec);
        for (Object command : commands) {
            group.addSubcommand(command);
        }
        return group;
    }

    /** Sets the parts of help texts apart by empty lines. */
    private static void spaceOut(CommandLine command) {
        command.getCommandSpec()
                .usageMessage()
                .descriptionHeading("%n")
                .parameterListHeading("%n")
                .optionListHeading("%nOptions:%n");
        command.getSubcommands().values().forEach(Main::spaceOut);
    }

    private static int report(Session session, Throwable thrown) {
        Failure failure = Failure.of(thrown);
        if (session.stacktrace()) {
            thrown.printStackTrace(session.err());
        }
        failure.lines().forEach(session.err()::println);
        return failure.exitCode();
    }

    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8), true);
    }
}
