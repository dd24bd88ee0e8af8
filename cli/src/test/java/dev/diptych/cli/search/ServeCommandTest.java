package dev.diptych.cli.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.diptych.cli.CommandRun;
import dev.diptych.cli.model.SmallModel;
import dev.diptych.cli.session.Interruption;
import dev.diptych.cli.session.Session;
import dev.diptych.cli.session.Surroundings;
import dev.diptych.image.RgbImage;
import dev.diptych.image.codec.ImageEncoder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ServeCommandTest {
    @TempDir
    private Path folder;

    @Test
    void servesAnIndexUntilItIsAskedToStop() throws Exception {
        Path index = index();
        Interruption interruption = new Interruption();
        StringWriter err = new StringWriter();
        try (PipedWriter pipe = new PipedWriter();
                BufferedReader out = new BufferedReader(new PipedReader(pipe))) {
            Session session = new Session(
                    new PrintWriter(pipe, true),
                    new PrintWriter(err, true),
                    new Surroundings(Map.of(), Path.of(".."), false, 80),
                    interruption);
            CompletableFuture<Integer> code = CompletableFuture.supplyAsync(
                    () -> new CommandLine(new ServeCommand(session)).execute(index.toString(), "--port", "0"));
            String said = out.readLine();
            assertThat(said).as(err.toString()).matches("http://127\\.0\\.0\\.1:\\d+/: 4 images; Ctrl-C ends it");
            String url = said.substring(0, said.indexOf("/:"));

            String image = Base64.getEncoder().encodeToString(Files.readAllBytes(folder.resolve("pictures/2.png")));
            JsonNode found = post(url + "/knn-service", "{\"image\": \"" + image + "\", \"num_images\": 2}");
            assertThat(found.size()).isEqualTo(2);
            assertThat(found.get(0).path("image_path").asText()).endsWith("2.png");
            assertThat(found.get(0).path("similarity").doubleValue()).isGreaterThan(0.999);
            assertThat(found.get(0).path("caption").asText()).isEqualTo("caption 2");
            assertThat(found.get(0).path("image").asText()).startsWith("/9j/");
            assertThat(post(url + "/embed", "{\"text\": \"red fox\"}")
                            .path("embedding")
                            .size())
                    .isEqualTo(32);

            interruption.request();
            assertThat(code.get()).isZero();
            assertThat(err.toString()).isEmpty();
        }
    }

    @Test
    void saysWhatItCannotServe() throws IOException {
        CommandRun none = CommandRun.of("serve", folder.resolve("none"));
        assertThat(none.code()).isEqualTo(1);
        assertThat(none.errorLines()).hasSize(1).first().asString().contains("none: no such folder, expected an index");
        CommandRun port = CommandRun.of("serve", index(), "--port", 70_000);
        assertThat(port.code()).isEqualTo(2);
        assertThat(port.err()).contains("--port: 70000, expected 0 to 65535");
        CommandRun address = CommandRun.of("serve", folder.resolve("index"), "--address", "192.0.2.1");
        assertThat(address.code()).isEqualTo(1);
        assertThat(address.errorLines()).hasSize(1).first().asString().startsWith("serve failed: 192.0.2.1:1234: ");
    }

    private Path index() throws IOException {
        Path model = Files.createDirectory(folder.resolve("model"));
        SmallModel.write(model);
        Path pictures = Files.createDirectory(folder.resolve("pictures"));
        for (int i = 0; i < 4; i++) {
            RgbImage picture = RgbImage.filled(20, 20, 0x28FF07 * (i + 1));
            RgbImage.filled(20, 3 + 2 * i, 0x102030 * i).copyTo(picture, 0, 0);
            Files.write(pictures.resolve(i + ".png"), ImageEncoder.png(picture));
            Files.writeString(pictures.resolve(i + ".txt"), "caption " + i);
        }
        Path index = folder.resolve("index");
        CommandRun made = CommandRun.of("index", "--model", model, "--images", pictures, "--output", index);
        assertThat(made.code()).as(made.err()).isZero();
        return index;
    }

    private static JsonNode post(String url, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .POST(BodyPublishers.ofString(body))
                .build();
        String answer = HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofString())
                .body();
        return new ObjectMapper().readTree(answer);
    }
}
