package dev.diptych.search.serve;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.image.RgbImage;
import dev.diptych.image.codec.ImageEncoder;
import dev.diptych.search.serve.RawClient.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchServerTest {
    private static final int MAX_BODY = RunningServer.MAX_BODY;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RunningServer running;
    private final SmallBackend backend;
    private final SearchServer server;
    private final RawClient client;
    private final List<String> log;

    SearchServerTest() throws IOException {
        running = new RunningServer();
        backend = running.backend;
        server = running.server;
        client = running.client;
        log = running.log;
    }

    @AfterEach
    void stop() {
        running.close();
    }

    /** The fields of clip_retrieval's ClipClient, and the shape of its KnnService's answer. */
    @Test
    void answersAsClipRetrievalsBackEndDoes() throws IOException {
        Answer answer = client.post("/knn-service", """
                {"text": "a red bird", "image": null, "image_url": null, "embedding_input": null, "deduplicate": true,
                 "use_safety_model": true, "use_violence_detector": true, "indice_name": "any", "use_mclip": false,
                 "aesthetic_score": 9, "aesthetic_weight": 0.5, "modality": "image", "num_images": 2,
                 "num_result_ids": 5}
                """);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json; charset=utf-8");
        JsonNode found = answer.json();
        assertThat(found.size()).isEqualTo(5);
        float[] query = backend.text("a red bird");
        for (int i = 0; i < 5; i++) {
            JsonNode each = found.get(i);
            int row = backend.nearest(query, 5).get(i).row();
            assertThat(each.path("id").intValue()).isEqualTo(row);
            assertThat(each.path("similarity").doubleValue())
                    .isEqualTo(backend.nearest(query, 5).get(i).score());
            assertThat(each.path("caption").asText()).isEqualTo(i < 2 ? "<b>row</b> " + row : "");
            assertThat(each.has("image")).isEqualTo(i < 2 && row % 2 == 0);
            assertThat(each.path("image_path").asText()).isEqualTo(i < 2 ? "pictures/" + row + ".png" : "");
            assertThat(each.path("licence").asText()).isEqualTo(i < 2 ? "CC0" : "");
            assertThat(each.path("tags").size()).isEqualTo(i < 2 ? 2 : 0);
        }
    }

    @Test
    void findsWhatIsLikeARowAnImageOrAVectorToo() throws IOException {
        JsonNode ofRow =
                client.post("/knn-service", "{\"id\": 0, \"num_images\": 3}").json();
        assertThat(ofRow.size()).isEqualTo(3);
        assertThat(ofRow.get(0).path("id").intValue()).isEqualTo(3);
        assertThat(ofRow.get(0).path("similarity").doubleValue()).isGreaterThan(0.999);

        ObjectNode scaled = JSON.createObjectNode().put("num_images", 1);
        for (float value : backend.vector(7)) {
            scaled.withArray("embedding_input").add(value * 12);
        }
        assertThat(client.post("/knn-service", scaled.toString())
                        .json()
                        .get(0)
                        .path("id")
                        .intValue())
                .isEqualTo(7);

        byte[] png = ImageEncoder.png(RgbImage.filled(3, 3, 0x123456));
        String image = "{\"text\": \"\", \"image\": \"" + Base64.getEncoder().encodeToString(png) + "\"}";
        JsonNode ofImage = client.post("/knn-service", image).json();
        assertThat(ofImage.get(0).path("id").intValue())
                .isEqualTo(backend.nearest(backend.image(png), 1).get(0).row());
    }

    /** Rows 0 and 3 are the same. */
    @Test
    void leavesOutDuplicatesWhereItIsAsked() throws IOException {
        ObjectNode request = JSON.createObjectNode().put("num_images", 50);
        for (float value : backend.vector(0)) {
            request.withArray("embedding_input").add(value);
        }
        assertThat(ids(client.post("/knn-service", request.toString()).json()))
                .hasSize(50)
                .startsWith(0, 3);
        request.put("deduplicate", true);
        assertThat(ids(client.post("/knn-service", request.toString()).json()))
                .startsWith(0)
                .doesNotContain(3)
                .hasSizeBetween(2, 49);
    }

    private static List<Integer> ids(JsonNode found) {
        List<Integer> ids = new ArrayList<>();
        found.forEach(each -> ids.add(each.path("id").intValue()));
        return ids;
    }

    @Test
    void embedsTextsAndImages() throws IOException {
        JsonNode embedding =
                client.post("/embed", "{\"text\": \"a red bird\"}").json().path("embedding");
        float[] vector = backend.text("a red bird");
        assertThat(embedding.size()).isEqualTo(vector.length);
        for (int i = 0; i < vector.length; i++) {
            assertThat(Float.parseFloat(embedding.get(i).asText())).isEqualTo(vector[i]);
        }
    }

    @Test
    void showsAPageThatAsksNobodyElse() throws IOException {
        Answer page = client.get("/?q=bird");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(page.header("Content-Security-Policy"))
                .startsWith("default-src 'none'; img-src data: blob:; connect-src 'self'; style-src 'sha256-")
                .doesNotContain("unsafe");
        assertThat(page.body())
                .contains("<h1>&lt;small&gt; &amp; odd</h1>")
                .doesNotContain("http://", "https://", "//cdn", " style=", " onclick=");
        assertThat(client.get("/health").body()).isEqualTo("ok");
        assertThat(client.get("/indices-list").body()).isEqualTo("[\"<small> & odd\"]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | none of text, image, embedding_input and id, expected one of them",
                "[] | the body: no JSON object, expected one with text, image or embedding_input",
                "{\"text\": 3} | text: no text, expected a text of at most 10000 characters",
                "{\"text\": \" \"} | none of text",
                "{\"image\": \"?\"} | image: no base64, expected a file in base64",
                "{\"image_url\": \"http://a\"} | image_url: given, expected image with the file in base64",
                "{\"text\": \"a\", \"modality\": \"text\"} | modality: 'text', expected image",
                "{\"text\": \"a\", \"num_images\": -1} | num_images: -1, expected a whole number from 0 to 10000",
                "{\"text\": \"a\", \"num_result_ids\": 1e9} | num_result_ids: 1.0E9, expected a whole number",
                "{\"embedding_input\": [1, 2]} | embedding_input: 2 values, expected 8 numbers",
                "{\"embedding_input\": [0,0,0,0,0,0,0,0]} | embedding_input: all 0, or too large, expected a direction",
                "{\"embedding_input\": [1,1,1,1,1,1,1,\"a\"]} | embedding_input: value 7 is no number",
                "{\"id\": 50} | id: 50, expected a row from 0 to 49",
                "{\"id\": \"../x\"} | id: \"../x\", expected a row",
                "{\"text\" | the body: no JSON that can be read, expected an object",
                "{\"text\": \"a\"} {} | the body: no JSON that can be read"
            })
    void saysWhatIsWrongWithARequest(String body, String said) throws IOException {
        Answer answer = client.post("/knn-service", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("error").asText()).contains(said).doesNotContain("\n");
        assertThat(log).isEmpty();
    }

    @Test
    void limitsWhatItReads() throws IOException {
        String large = "{\"text\": \"" + "a".repeat(MAX_BODY) + "\"}";
        assertThat(client.post("/knn-service", large).status()).isEqualTo(413);
        byte[] chunked = ("POST /knn-service HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n"
                        + ("2710\r\n" + "x".repeat(10_000) + "\r\n").repeat(12) + "0\r\n\r\n")
                .getBytes(ISO_8859_1);
        assertThat(client.send(chunked).status()).isEqualTo(413);
        assertThat(client.post("/knn-service", "{\"text\": \"" + "a".repeat(20_000) + "\"}")
                        .json()
                        .path("error")
                        .asText())
                .isEqualTo("text: 20000 characters, expected a text of at most 10000 characters");
        assertThat(client.post("/knn-service", "{\"text\": " + "[".repeat(50_000))
                        .status())
                .isEqualTo(400);
    }

    /** A PNG whose header says 30,000 x 30,000 pixels, and a file that is no picture. */
    @Test
    void decodesImagesWithinTheLimitsOfIngest() throws IOException {
        byte[] bomb = ImageEncoder.png(RgbImage.filled(3, 3, 0));
        bomb[18] = 0x75;
        bomb[19] = 0x30;
        bomb[22] = 0x75;
        bomb[23] = 0x30;
        for (byte[] file : new byte[][] {bomb, "<svg/>".getBytes(UTF_8), {}}) {
            Answer answer = client.post(
                    "/knn-service", "{\"image\": \"" + Base64.getEncoder().encodeToString(file) + "\"}");
            assertThat(answer.status()).isIn(400, 415);
            assertThat(answer.json().path("error").asText()).contains("expected");
        }
    }

    @Test
    void answersOnlyToItsOwnName() throws IOException {
        for (String host : List.of("localhost", "LOCALHOST:" + server.port(), "127.0.0.1:1", "[::1]:80")) {
            assertThat(client.send(RawClient.request("GET", "/health", "", "Host: " + host))
                            .status())
                    .as(host)
                    .isEqualTo(200);
        }
        for (String headers : List.of(
                "Host: evil.example",
                "Host: localhost.evil.example",
                "Host: localhost@evil.example",
                "Host: localhost:80:80",
                "X-None: 1",
                "Host: localhost\r\nHost: localhost",
                "Host: localhost\r\nOrigin: http://evil.example",
                "Host: localhost\r\nOrigin: null")) {
            Answer answer = client.send(RawClient.request("POST", "/knn-service", "{\"text\": \"a\"}", headers));
            assertThat(answer.status()).as(headers).isEqualTo(403);
            assertThat(answer.json().path("error").asText()).contains(", expected ");
        }
        assertThat(client.send(RawClient.request(
                                "POST", "/embed", "{\"text\": \"a\"}", "Host: localhost", "Origin: http://localhost"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void opensNoPathOfARequest() throws IOException {
        for (String path : List.of(
                "/../../etc/passwd",
                "/etc/passwd",
                "//etc/passwd",
                "/%2e%2e/x",
                "/knn-service/",
                "/page.js",
                "/index.json",
                "/knn-service%00",
                "http://localhost/etc/passwd")) {
            assertThat(client.get(path).status()).as(path).isEqualTo(404);
        }
        assertThat(client.get("/knn-service").status()).isEqualTo(405);
        assertThat(client.post("/", "").status()).isEqualTo(405);
    }

    @Test
    void tellsNothingOfItsInsidesWhenItFails() throws IOException {
        backend.beforeText(() -> {
            throw new IllegalStateException("secret");
        });
        Answer answer = client.post("/embed", "{\"text\": \"a\"}");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text()).contains("the search failed").doesNotContain("secret", "Exception", "\tat ");
        assertThat(log).hasSize(1);
        backend.beforeText(() -> {
            throw new OutOfMemoryError("secret");
        });
        assertThat(client.post("/embed", "{\"text\": \"a\"}").status()).isEqualTo(500);
        backend.beforeText(() -> {});
        assertThat(client.post("/embed", "{\"text\": \"a\"}").status()).isEqualTo(200);
    }

    @Test
    void portsThatAreTakenAreNamed() {
        assertThatThrownBy(() -> SearchServer.start(backend, ServeOptions.at("127.0.0.1", server.port()), log::add))
                .hasMessage("serve failed: 127.0.0.1:" + server.port()
                        + ": taken, or not this machine's, expected a free one; --port chooses another");
        assertThatThrownBy(() -> ServeOptions.at("127.0.0.1", 70_000)).hasMessage("--port: 70000, expected 0 to 65535");
    }
}
