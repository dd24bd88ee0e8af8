package dev.diptych.cli.data;

import dev.diptych.cli.session.ExitCode;
import dev.diptych.cli.session.Session;
import dev.diptych.ingest.inspect.DataSets;
import dev.diptych.ingest.inspect.ShardFacts;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code diptych shards info}: what is in shards. */
@Command(
        name = "info",
        description = "Count what is in shards.",
        footer = {"", "Example:", "  diptych shards info shards"},
        customSynopsis = "diptych shards info SHARDS",
        sortOptions = false)
public final class ShardsInfoCommand implements Callable<Integer> {
    private static final int SIZES = 5;

    private final Session session;

    @Parameters(paramLabel = "SHARDS", description = "A folder, a .tar, or a list such as '{00000..00003}.tar'.")
    private String shards = "";

    public ShardsInfoCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        DataSets.find(shards).forEach((name, files) -> print(name, ShardFacts.of(files)));
        return ExitCode.DONE;
    }

    private void print(String name, ShardFacts facts) {
        PrintWriter out = session.out();
        out.println(name);
        out.println("  shards    " + facts.shards());
        out.println("  samples   " + facts.samples());
        out.println("  bytes     " + facts.bytes() + String.format(Locale.ROOT, " (%.1f MiB)", facts.bytes() / 0x1p20));
        out.println("  members   "
                + facts.members().entrySet().stream()
                        .map(each -> each.getValue() + " " + each.getKey())
                        .collect(Collectors.joining(", ")));
        out.println("  captions  " + facts.captions() + " of " + facts.captioned() + " samples");
        List<Map.Entry<String, Long>> sizes = facts.sizes().entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
                .toList();
        if (!sizes.isEmpty()) {
            out.println("  sizes     "
                    + sizes.stream()
                            .limit(SIZES)
                            .map(each -> each.getValue() + " of " + each.getKey())
                            .collect(Collectors.joining(", "))
                    + (sizes.size() > SIZES ? ", and " + (sizes.size() - SIZES) + " more" : ""));
        }
    }
}
