package dev.diptych.search.serve;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.search.serve.RawClient.Answer;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What clients do that mean ill, or are slow, or many. */
class SearchServerIT {
    private final RunningServer running;

    SearchServerIT() throws IOException {
        running = new RunningServer();
    }

    @AfterEach
    void stop() {
        running.close();
    }

    @Test
    void slowClientsAreCut() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 9; i++) { // more than it has threads
                Socket socket = running.client.open();
                slow.add(socket);
                socket.getOutputStream()
                        .write(("POST /embed HTTP/1.1\r\nHost: localhost\r\n"
                                        + (i % 2 == 0 ? "Content-Le" : "Content-Length: 100\r\n\r\n{"))
                                .getBytes(ISO_8859_1));
            }
            assertAnswersAgain();
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void moreRequestsThanMayWaitDoNotEndIt() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        running.backend.beforeText(() -> {
            try {
                held.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        List<Socket> many = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                Socket socket = running.client.open();
                many.add(socket);
                socket.getOutputStream()
                        .write(RawClient.request("POST", "/embed", "{\"text\": \"a\"}", "Host: localhost"));
            }
        } finally {
            held.countDown();
            for (Socket socket : many) {
                socket.close();
            }
        }
        running.backend.beforeText(() -> {});
        assertAnswersAgain();
    }

    /** Soon: what waits longer than a request may, or finds no room to wait, is cut. */
    private void assertAnswersAgain() throws Exception {
        int status = 0;
        for (int i = 0; i < 100 && status != 200; i++) {
            Thread.sleep(100);
            status = running.client.post("/embed", "{\"text\": \"a\"}").status();
        }
        assertThat(status).isEqualTo(200);
    }

    @Test
    void malformedRequestsNeitherEndItNorGetItsInsides() throws IOException {
        Random random = new Random(1);
        String valid = new String(
                RawClient.request("POST", "/knn-service", "{\"text\": \"a\", \"num_images\": 1}", "Host: localhost"),
                ISO_8859_1);
        for (int i = 0; i < 1000; i++) {
            byte[] request = Malformed.of(valid, i, random).getBytes(ISO_8859_1);
            Answer answer = running.client.send(request);
            assertThat(answer.text())
                    .as("request %d: %s", i, new String(request, ISO_8859_1))
                    .doesNotContain("\tat ", "java.", "dev.diptych")
                    .doesNotStartWith("HTTP/1.1 500");
        }
        assertThat(running.client.send(valid.getBytes(ISO_8859_1)).json().size())
                .isEqualTo(1);
        assertThat(running.log).isEmpty();
    }
}
