package dev.diptych.bench.torch;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The PyTorch peer of {@code diptych bench}; {@code bench/torch.sh} starts it. */
@Command(
        name = "bench/torch.sh",
        description = "PyTorch's turn at what diptych bench step, text and embed time.",
        subcommands = {StepCommand.class, TextCommand.class, EmbedCommand.class, InfoCommand.class})
public final class Main implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli writes it
    private CommandSpec spec;

    private Main() {}

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "no command, expected step, text, embed or info");
    }

    /** Ends with 0, 1 where it failed, or 2 on wrong arguments. */
    public static void main(String[] arguments) {
        CommandLine line = new CommandLine(new Main());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((e, command, parsed) -> {
            command.getErr().println("bench torch failed: " + e.getMessage());
            return e instanceof IllegalArgumentException ? 2 : 1;
        });
        System.exit(line.execute(arguments));
    }
}
