package dev.diptych.search.serve;

/**
 * How to serve.
 *
 * @param address the name or number of the interface to listen at
 * @param port 0 for any that is free
 * @param threads that answer, each a connection at a time
 * @param waiting requests that may wait for one of them
 * @param maxBodyBytes of a request
 */
public record ServeOptions(String address, int port, int threads, int waiting, int maxBodyBytes) {
    /** The interface that other machines cannot reach. */
    public static final String LOOPBACK = "127.0.0.1";

    /** That of clip-retrieval's back end. */
    public static final int PORT = 1234;

    private static final int THREADS = 16;
    private static final int WAITING = 256;
    private static final int MAX_BODY_BYTES = 16 << 20;

    public ServeOptions {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("--port: " + port + ", expected 0 to 65535");
        }
    }

    /** The usual bounds. */
    public static ServeOptions at(String address, int port) {
        return new ServeOptions(address, port, THREADS, WAITING, MAX_BODY_BYTES);
    }
}
