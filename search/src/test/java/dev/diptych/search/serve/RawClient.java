package dev.diptych.search.serve;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;

/** A client that sends any bytes at all. */
record RawClient(int port) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PATIENCE = 20_000; // milliseconds, after which a test fails

    /** What came back. */
    record Answer(String text) {
        int status() {
            return text.startsWith("HTTP/1.1 ") ? Integer.parseInt(text.substring(9, 12)) : 0;
        }

        String header(String name) {
            return text.lines()
                    .filter(line -> line.regionMatches(true, 0, name + ": ", 0, name.length() + 2))
                    .map(line -> line.substring(name.length() + 2))
                    .findFirst()
                    .orElse("");
        }

        String body() {
            return text.substring(text.indexOf("\r\n\r\n") + 4);
        }

        JsonNode json() throws IOException {
            return JSON.readTree(new String(body().getBytes(ISO_8859_1), UTF_8));
        }
    }

    /** Sends bytes, says that there are no more, and takes what comes until the server closes. */
    Answer send(byte[] request) throws IOException {
        try (Socket socket = open()) {
            try {
                OutputStream out = socket.getOutputStream();
                out.write(request);
                out.flush();
                socket.shutdownOutput();
            } catch (SocketException e) {
                // The server has closed already; what it said before may still be read.
            }
            try {
                return new Answer(new String(socket.getInputStream().readAllBytes(), ISO_8859_1));
            } catch (SocketException e) {
                return new Answer("");
            }
        }
    }

    Socket open() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE);
        return socket;
    }

    Answer get(String path) throws IOException {
        return send(request("GET", path, "", "Host: localhost:" + port));
    }

    Answer post(String path, String body) throws IOException {
        return send(request("POST", path, body, "Host: localhost:" + port));
    }

    /** A request that is closed after its answer. */
    static byte[] request(String method, String path, String body, String... headers) {
        byte[] bytes = body.getBytes(UTF_8);
        return (method + " " + path + " HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\nConnection: close\r\n"
                        + "Content-Length: " + bytes.length + "\r\n\r\n" + new String(bytes, ISO_8859_1))
                .getBytes(ISO_8859_1);
    }
}
