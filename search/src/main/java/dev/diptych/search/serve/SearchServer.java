package dev.diptych.search.serve;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.diptych.image.ImageException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/*
 * The JDK's server reads its limits from system properties, once. Without nodelay an answer waits 40 ms for the acknowledgement of its
 * headers; without the two times a client that says nothing keeps a thread for ever.
 */
/** A server in front of an index: a page for people, and clip-retrieval's {@code /knn-service} for programs. */
public final class SearchServer implements AutoCloseable {
    private static final Map<String, String> LIMITS = Map.of(
            "sun.net.httpserver.nodelay", "true",
            "sun.net.httpserver.maxReqTime", "30", // seconds to send a request and wait for its answer
            "sun.net.httpserver.maxRspTime", "30", // to take the answer
            "sun.net.httpserver.maxReqHeaders", "100");
    private static final int BACKLOG = 128;
    private static final int FAILED = 500;
    private static final int UNSUPPORTED = 415;

    private final HttpServer server;
    private final ThreadPoolExecutor threads;
    private final Gate gate;
    private final Map<String, Route> routes;
    private final Consumer<String> log;
    private final AtomicInteger answering = new AtomicInteger();
    private final Semaphore computing = new Semaphore(Runtime.getRuntime().availableProcessors());

    /** What answers requests of a path, by their one method. */
    private record Route(String method, Answer answer) {}

    /** Makes the answer to a body. */
    private interface Answer {
        Reply to(byte[] body);
    }

    private SearchServer(HttpServer server, ServeOptions options, SearchBackend backend, Consumer<String> log) {
        this.server = server;
        this.log = log;
        this.gate = new Gate(
                options.address(), server.getAddress().getAddress().isAnyLocalAddress(), options.maxBodyBytes());
        Answers answers = new Answers(backend, options.maxBodyBytes());
        Reply page = SearchPage.of(backend.name(), backend.rows());
        this.routes = Map.of(
                "/", new Route("GET", body -> page),
                "/knn-service", new Route("POST", answers::knn),
                "/embed", new Route("POST", answers::embed),
                "/indices-list", new Route("GET", body -> answers.indices()),
                "/health", new Route("GET", body -> Reply.text("ok")));
        AtomicInteger number = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(
                options.threads(),
                options.threads(),
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(options.waiting()),
                task -> {
                    Thread thread = new Thread(task, "diptych-serve-" + number.getAndIncrement());
                    thread.setDaemon(true);
                    return thread;
                });
        server.setExecutor(threads);
        server.createContext("/", this::handle);
    }

    /**
     * Begins to serve.
     *
     * @param log takes a line for each failure that is not the client's
     * @throws ServeException if the address or the port cannot be had
     */
    public static SearchServer start(SearchBackend backend, ServeOptions options, Consumer<String> log)
            throws IOException {
        LIMITS.forEach((name, value) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, value);
            }
        });
        HttpServer server;
        String where = options.address() + ":" + options.port();
        try {
            InetAddress address = InetAddress.getByName(options.address());
            server = HttpServer.create(new InetSocketAddress(address, options.port()), BACKLOG);
        } catch (BindException e) {
            throw new ServeException(
                    where, "taken, or not this machine's, expected a free one; --port chooses another");
        } catch (UnknownHostException e) {
            throw new ServeException(where, "no such address, expected one of this machine's");
        }
        SearchServer started = new SearchServer(server, options, backend, log);
        server.start();
        return started;
    }

    /** The port that it listens at. */
    public int port() {
        return server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) {
        answering.incrementAndGet();
        try (exchange) {
            send(exchange, answer(exchange));
        } catch (IOException e) {
            return; // the client has gone, or takes no more
        } finally {
            answering.decrementAndGet();
        }
    }

    /** Whatever happens, there is an answer of one line. */
    private Reply answer(HttpExchange exchange) throws IOException {
        try {
            gate.check(exchange);
            Route route = routes.get(Gate.path(exchange));
            if (route == null) {
                throw new RefusedException(RefusedException.NOT_FOUND, "no such path, expected one of " + paths());
            }
            if (!route.method().equals(exchange.getRequestMethod())) {
                throw new RefusedException(RefusedException.WRONG_METHOD, "another method, expected " + route.method());
            }
            return compute(route.answer(), gate.body(exchange));
        } catch (RefusedException e) {
            return Reply.problem(e.status(), e.said());
        } catch (ImageException e) {
            return Reply.problem(UNSUPPORTED, "image: " + e.detail());
        } catch (RuntimeException | Error e) {
            log.accept("answer failed: " + Gate.path(exchange) + ": " + e);
            return Reply.problem(FAILED, "the search failed; the server's output says why");
        }
    }

    /** As many at a time as there are processors: each may hold a large picture. */
    private Reply compute(Answer answer, byte[] body) {
        computing.acquireUninterruptibly();
        try {
            return answer.to(body);
        } finally {
            computing.release();
        }
    }

    private String paths() {
        return String.join(", ", routes.keySet().stream().sorted().toList());
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", reply.type());
        exchange.getResponseHeaders().set("Content-Security-Policy", reply.policy());
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        boolean empty = reply.body().length == 0 || exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(reply.status(), empty ? -1 : reply.body().length);
        if (!empty) {
            exchange.getResponseBody().write(reply.body());
        }
    }

    /** Takes no more requests, gives those at hand a second, and ends. */
    @Override
    public void close() {
        server.stop(answering.get() == 0 ? 0 : 1); // it waits that long whether or not there is something to wait for
        threads.shutdownNow();
    }
}
