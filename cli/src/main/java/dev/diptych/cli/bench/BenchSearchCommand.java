package dev.diptych.cli.bench;

import dev.diptych.bench.search.SearchBenchmark;
import dev.diptych.bench.search.SearchBenchmark.Times;
import dev.diptych.cli.option.ThreadsOption;
import dev.diptych.cli.session.ExitCode;
import dev.diptych.cli.session.Session;
import dev.diptych.search.SearchOptions;
import dev.diptych.search.SearchQuery;
import dev.diptych.search.build.IndexJob;
import dev.diptych.search.index.Manifest.Graph;
import dev.diptych.search.index.Method;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code diptych bench search}: times searches. */
@Command(
        name = "search",
        description = "Time searches in an index of made-up vectors, by a scan and by a graph.",
        footer = {
            "",
            "The vectors lie around 500 centres. They and the index stay in --folder, where bench/search_peer.py finds"
                    + " them, and are made where they are not there: 4 KiB each on the disk for 512 dimensions, twice"
                    + " that with --hnsw. Medians; all queries at once are timed the second time. Unless --threads or"
                    + " OMP_NUM_THREADS is given, 2 threads compute here.",
            "",
            "Example:",
            "  diptych bench search --count 1000000 --dimensions 512 --folder work"
        },
        customSynopsis = "diptych bench search --folder DIR [OPTION]...",
        sortOptions = false)
public final class BenchSearchCommand implements Callable<Integer> {
    private final Session session;

    @Option(names = "--folder", paramLabel = "DIR", required = true, description = "Where the index is kept.")
    private Path folder = Path.of("");

    @Option(names = "--count", paramLabel = "N", description = "Vectors (default: ${DEFAULT-VALUE}).")
    private int count = 100_000;

    @Option(names = "--dimensions", paramLabel = "D", description = "Numbers of a vector (default: ${DEFAULT-VALUE}).")
    private int dimensions = 512;

    @Option(names = "--queries", paramLabel = "N", description = "At once (default: ${DEFAULT-VALUE}).")
    private int queries = 100;

    @Option(names = "--k", paramLabel = "K", description = "How many to find (default: ${DEFAULT-VALUE}).")
    private int most = 10;

    @Option(names = "--hnsw", description = "Also build the graph of neighbours, and time it beside the scan.")
    private boolean hnsw;

    @Option(names = "--hnsw-m", paramLabel = "N", description = "Links of a node (default: 16).")
    private int m = Graph.DEFAULT.m();

    @Option(names = "--hnsw-ef-construction", paramLabel = "N", description = "Candidates for them (default: 100).")
    private int efConstruction = Graph.DEFAULT.efConstruction();

    @Option(
            names = "--ef",
            paramLabel = "N",
            split = ",",
            description = "Candidates in the graph, several separated by commas (default: 50,100,200).")
    private List<Integer> efs = List.of(50, 100, 200);

    @Mixin
    private ThreadsOption threads = new ThreadsOption();

    public BenchSearchCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        Positive.require("--count", count);
        Positive.require("--dimensions", dimensions);
        Positive.require("--queries", queries);
        Positive.require("--k", most);
        int workers = threads.ofBenchmark(session);
        SearchBenchmark benchmark = new SearchBenchmark(folder, count, dimensions, most);
        List<SearchQuery> asked = benchmark.queries(queries);
        session.note("making an index of " + count + " x " + dimensions + " ...");
        Path index = benchmark.index(options(Method.EXACT, workers));
        SearchOptions exact = SearchOptions.ofAllCores().on(workers).by(Method.EXACT, 1);
        print("scan", benchmark.time(index, exact, asked), 1);
        if (hnsw) {
            session.note("building the graph ...");
            long start = System.nanoTime();
            benchmark.index(options(Method.HNSW, workers));
            session.out()
                    .printf(
                            Locale.ROOT,
                            "graph built in %.1f s, %.1f MB%n",
                            (System.nanoTime() - start) / 1e9,
                            SearchBenchmark.bytes(index.resolve("hnsw")) / 1e6);
            for (int ef : efs) {
                SearchOptions near = exact.by(Method.HNSW, ef);
                print("ef " + ef, benchmark.time(index, near, asked), benchmark.recall(index, exact, near, asked));
            }
        }
        return ExitCode.DONE;
    }

    private IndexJob.Options options(Method method, int workers) {
        return new IndexJob.Options(false, method, new Graph(m, efConstruction), workers);
    }

    private void print(String name, Times times, double recall) {
        session.out()
                .printf(
                        Locale.ROOT,
                        "%-8s open and first %7.1f ms  one query %8.2f ms  %d at once %8.3f s  recall@%d %.4f%n",
                        name,
                        times.open() * 1e3,
                        times.one() * 1e3,
                        queries,
                        times.batch(),
                        most,
                        recall);
        session.out().flush();
    }
}
