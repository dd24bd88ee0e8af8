package dev.diptych.cli.plan;

import dev.diptych.cli.model.MachineMemory;
import dev.diptych.cli.model.SampleNotes;
import dev.diptych.cli.option.DeviceOption;
import dev.diptych.cli.option.PrecisionOption;
import dev.diptych.cli.option.ThreadsOption;
import dev.diptych.cli.session.ExitCode;
import dev.diptych.cli.session.Session;
import dev.diptych.contrastive.plan.Budget;
import dev.diptych.contrastive.plan.DraftSearch;
import dev.diptych.contrastive.plan.PlanException;
import dev.diptych.file.WholeFile;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.machine.GemmBenchmark;
import dev.diptych.nn.tape.Precision;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code diptych init}: a first recipe. */
@Command(
        name = "init",
        description = "Write a recipe for a folder of data and a budget of time.",
        footer = {
            "",
            "Model, batch, epochs and warm-up are such that the run fits the memory and the time on this machine: the"
                    + " largest model that sees the data 32 times, by a few of its steps. diptych plan says what it takes.",
            "",
            "Example:",
            "  diptych init data/shards --output recipe.yaml --budget 8m"
        },
        customSynopsis = "diptych init DATA --output RECIPE --budget TIME [OPTION]...",
        sortOptions = false)
public final class InitCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(
            paramLabel = "DATA",
            arity = "1",
            description = "What to train on, as data.train has it: shards, a folder of images with captions, a table.")
    private String data = "";

    @Option(
            names = "--output",
            required = true,
            paramLabel = "RECIPE",
            description = "The recipe to write, a new file.")
    private Path output = Path.of("");

    @Option(
            names = "--budget",
            required = true,
            paramLabel = "TIME",
            description = "What the training may take: minutes, hours or days, such as 8m, 2h, 7d.")
    private String budget = "";

    @Mixin
    private DeviceOption device = new DeviceOption();

    @Mixin
    private ThreadsOption threads = new ThreadsOption();

    public InitCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Budget time = Budget.parse(budget);
        if (Files.exists(output, LinkOption.NOFOLLOW_LINKS)) {
            throw new PlanException("init failed: " + output + ": there already, expected the name of a new file");
        }
        int count = threads.count(session);
        Precision precision;
        boolean own;
        try (Engine engine = device.open(session, count)) {
            precision = PrecisionOption.fastest(engine);
            own = engine.name().equals("cuda");
        }
        double matmulRate = new GemmBenchmark(device.engines(count), precision.compute()).largeRate();
        DraftSearch search = new DraftSearch(
                session.surroundings().bundled("configs/models"),
                device.engines(count),
                precision,
                matmulRate,
                own ? Long.MAX_VALUE : MachineMemory.bytes() / 2);
        String recipe = search.recipe(data, time, SampleNotes.lenient(session));
        WholeFile.write(output, recipe.getBytes(StandardCharsets.UTF_8));
        session.out().println(output + ": go on with: diptych train --config " + output + " --output RUN");
        return ExitCode.DONE;
    }
}
