package dev.diptych.search.serve;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/*
 * A page of another site can make a browser send requests to 127.0.0.1: under a name of its own that it has pointed there (DNS rebinding),
 * which shows in Host, or plainly, which shows in Origin.
 */
/** Which requests are looked at, and how much of them is read. */
final class Gate {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private static final int PASSED_OVER = 4;

    private final Set<String> hosts;
    private final boolean anyHost;
    private final int maxBodyBytes;

    /**
     * @param address that the server listens at, beside the names of this machine for itself
     * @param anyHost whether that is every address of the machine, whose names are not known
     */
    Gate(String address, boolean anyHost, int maxBodyBytes) {
        this.hosts = new TreeSet<>(LOOPBACK);
        hosts.add(bracketed(address));
        this.anyHost = anyHost;
        this.maxBodyBytes = maxBodyBytes;
    }

    private static String bracketed(String address) {
        String lower = address.toLowerCase(Locale.ROOT);
        return lower.contains(":") && !lower.startsWith("[") ? "[" + lower + "]" : lower;
    }

    /** @throws RefusedException if it comes by another name, or from another site's page */
    void check(HttpExchange exchange) {
        Headers headers = exchange.getRequestHeaders();
        List<String> host = headers.getOrDefault("Host", List.of());
        if (host.size() != 1 || !isOwn(host.get(0))) {
            throw new RefusedException(
                    RefusedException.FORBIDDEN,
                    "Host: " + quoted(host) + ", expected one of " + hosts + " with the port");
        }
        List<String> origin = headers.getOrDefault("Origin", List.of());
        if (!origin.isEmpty() && !origin.equals(List.of("http://" + host.get(0)))) {
            throw new RefusedException(
                    RefusedException.FORBIDDEN, "Origin: " + quoted(origin) + ", expected http://" + host.get(0));
        }
    }

    private boolean isOwn(String host) {
        return anyHost || hosts.contains(host.toLowerCase(Locale.ROOT).replaceFirst(":\\d{1,5}$", ""));
    }

    private static String quoted(List<String> values) {
        String all = String.join(", ", values);
        return "'" + (all.length() > 100 ? all.substring(0, 100) + "..." : all) + "'";
    }

    /**
     * Reads the body.
     *
     * @throws RefusedException if it is larger than allowed; then as much again is passed over some times, for a client that is still
     *     sending reads no answer
     */
    byte[] body(HttpExchange exchange) throws IOException {
        InputStream in = exchange.getRequestBody();
        byte[] body = in.readNBytes(maxBodyBytes + 1);
        if (body.length > maxBodyBytes) {
            for (int i = 0; i < PASSED_OVER && in.readNBytes(body, 0, body.length) == body.length; ) {
                i++;
            }
            throw new RefusedException(
                    RefusedException.TOO_LARGE, "a body of more than " + maxBodyBytes + " bytes, expected less");
        }
        return body;
    }

    /** The path of a request, which is compared and never opened. */
    static String path(HttpExchange exchange) {
        URI uri = exchange.getRequestURI();
        String path = uri.getRawPath();
        return path == null ? "" : path;
    }
}
