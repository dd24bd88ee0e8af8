package dev.diptych.search.serve;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server with few threads and short times, and a client of it. */
final class RunningServer implements AutoCloseable {
    static final int MAX_BODY = 100_000;

    static {
        // Read once by the JDK's server; the usual 30 seconds would make tests slow.
        System.setProperty("sun.net.httpserver.maxReqTime", "2");
        System.setProperty("sun.net.httpserver.maxRspTime", "2");
    }

    final SmallBackend backend = new SmallBackend();
    final List<String> log = new CopyOnWriteArrayList<>();
    final SearchServer server;
    final RawClient client;

    RunningServer() throws IOException {
        server = SearchServer.start(backend, new ServeOptions(ServeOptions.LOOPBACK, 0, 4, 8, MAX_BODY), log::add);
        client = new RawClient(server.port());
    }

    @Override
    public void close() {
        server.close();
    }
}
