package dev.diptych.cli.search;

import dev.diptych.cli.option.ThreadsOption;
import dev.diptych.cli.progress.Counted;
import dev.diptych.cli.session.ExitCode;
import dev.diptych.cli.session.Interruption;
import dev.diptych.cli.session.Session;
import dev.diptych.search.Search;
import dev.diptych.search.SearchOptions;
import dev.diptych.search.serve.IndexBackend;
import dev.diptych.search.serve.SearchServer;
import dev.diptych.search.serve.ServeOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code diptych serve}: a page and an interface for programs in front of an index. */
@Command(
        name = "serve",
        description = "Search an index on a page, and by programs over HTTP.",
        footer = {
            "",
            "Serves a page, and POST /knn-service with the fields and answers of clip-retrieval's back end, and POST /embed."
                    + " It runs until Ctrl-C. docs/serve.md has the interface and its limits.",
            "",
            "Example:",
            "  diptych serve pictures-index --port 8080"
        },
        customSynopsis = "diptych serve INDEX [OPTION]...",
        sortOptions = false)
public final class ServeCommand implements Callable<Integer> {
    private static final int LOOK = 200; // milliseconds between looks whether to end

    private final Session session;

    @Parameters(paramLabel = "INDEX", description = "What diptych index wrote.")
    private Path index = Path.of("");

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "The port to listen at; 0 for any that is free (default: ${DEFAULT-VALUE}).")
    private int port = ServeOptions.PORT;

    @Option(
            names = "--address",
            paramLabel = "NAME",
            description = "The interface to listen at (default: ${DEFAULT-VALUE}, which other machines cannot reach).")
    private String address = ServeOptions.LOOPBACK;

    @Option(
            names = "--model",
            paramLabel = "RUN|DIR",
            description = "The model that made the index, where the index has no copy of it.")
    private @Nullable Path model;

    @Mixin
    private ThreadsOption threads = new ThreadsOption();

    public ServeCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        ServeOptions options = ServeOptions.at(address, port);
        SearchOptions how = SearchOptions.ofAllCores().on(threads.count(session));
        try (Search search = Search.open(index, model == null ? how : how.withModel(model));
                Interruption.Guard guard = session.interruption().guard("stopping: answering what was asked")) {
            IndexBackend backend = new IndexBackend(String.valueOf(index.getFileName()), search);
            backend.prepare();
            serve(backend, options);
        }
        return ExitCode.DONE;
    }

    private void serve(IndexBackend backend, ServeOptions options) throws IOException, InterruptedException {
        try (SearchServer server = SearchServer.start(backend, options, session.err()::println)) {
            if (!InetAddress.getByName(address).isLoopbackAddress()) {
                session.err()
                        .println("warning: " + address
                                + ": other machines can search, expected only those that may; there is"
                                + " no password and no encryption");
            }
            session.out()
                    .println("http://" + (address.contains(":") ? "[" + address + "]" : address) + ":" + server.port()
                            + "/: " + Counted.of(backend.rows(), "image") + "; Ctrl-C ends it");
            session.out().flush();
            while (!session.interruption().requested()) {
                Thread.sleep(LOOK);
            }
        }
    }
}
