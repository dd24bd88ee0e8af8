package dev.diptych.cli.data;

import dev.diptych.cli.progress.Counted;
import dev.diptych.cli.progress.Progress;
import dev.diptych.cli.session.ExitCode;
import dev.diptych.cli.session.Session;
import dev.diptych.ingest.inspect.DataSets;
import dev.diptych.ingest.inspect.Problem;
import dev.diptych.ingest.inspect.Problem.Rule;
import dev.diptych.ingest.inspect.ShardLint;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code diptych shards lint}: what is wrong with shards. */
@Command(
        name = "lint",
        description = "Check shards: whole tars, keys, captions, images that decode, the index.",
        footer = {
            "",
            "Ends with 1 if there are errors; a dotted key is a warning.",
            "",
            "Example:",
            "  diptych shards lint shards"
        },
        customSynopsis = "diptych shards lint SHARDS [--limit N]",
        sortOptions = false)
public final class ShardsLintCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(
            paramLabel = "SHARDS",
            description = "A folder, a .tar, also compressed, or a list such as '{00000..00003}.tar'.")
    private String shards = "";

    @Option(names = "--limit", paramLabel = "N", description = "Problems to name of each kind (default: 20).")
    private int limit = 20;

    private final Map<Rule, Long> counts = new EnumMap<>(Rule.class);

    public ShardsLintCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Map<String, List<Path>> sets = DataSets.find(shards);
        int files = sets.values().stream().mapToInt(List::size).sum();
        long samples = 0;
        long members = 0;
        int done = 0;
        try (Progress progress = session.progress("lint", "shards", files)) {
            for (List<Path> set : sets.values()) {
                ShardLint lint = new ShardLint(this::tell);
                for (Path shard : set) {
                    lint.check(shard);
                    progress.update(++done, "");
                }
                samples += lint.samples();
                members += lint.members();
            }
        }
        session.out()
                .println(shards + ": " + Counted.of(files, "shard") + ", " + Counted.of(samples, "sample") + ", "
                        + Counted.of(members, "member"));
        counts.forEach((rule, count) ->
                session.out().println((rule.isError() ? "error " : "warning ") + count + ": " + rule.code()));
        return counts.keySet().stream().anyMatch(Rule::isError) ? ExitCode.FAILED : ExitCode.DONE;
    }

    private void tell(Problem problem) {
        long count = counts.merge(problem.rule(), 1L, Long::sum);
        if (count <= limit) {
            session.out().println(problem.rule().code() + ": " + problem.where() + ": " + problem.detail());
        }
    }
}
