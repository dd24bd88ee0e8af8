package dev.diptych.contrastive.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.diptych.contrastive.data.source.SampleStamp;
import dev.diptych.contrastive.data.source.Samples;
import dev.diptych.file.WholeFile;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.stream.IntStream;

/** {@code samples.jsonl}, with a line for each sample of the training set; it is never held in memory. */
final class SampleList {
    static final String FILE = "samples.jsonl";

    private static final ObjectMapper JSON = new ObjectMapper();

    private SampleList() {}

    static void write(Path folder, Samples samples) throws IOException {
        WholeFile.write(folder.resolve(FILE), raw -> {
            OutputStream out = new BufferedOutputStream(raw, 1 << 16);
            for (int i = 0; i < samples.size(); i++) {
                out.write(line(samples.stamp(i)).getBytes(StandardCharsets.UTF_8));
            }
            out.flush();
        });
    }

    /**
     * Says how the samples are others than those of the list, naming the first; empty if they are the same.
     *
     * @throws CheckpointException if the list is missing, or a line of it is none
     */
    static String difference(Path folder, Samples now) {
        Path file = folder.resolve(FILE);
        int number = 0;
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                SampleStamp then = stamp(JSON.readTree(line));
                String difference =
                        number == now.size() ? missing(then) : now.stamp(number).differenceFrom(then);
                if (!difference.isEmpty()) {
                    return isIn(now, then) ? difference : missing(then);
                }
                number++;
            }
        } catch (NoSuchFileException e) {
            throw TrainingStateFiles.bad(file, "no such file", "a line for each sample");
        } catch (IOException | IllegalArgumentException e) {
            throw TrainingStateFiles.bad(file, "line " + (number + 1) + " is no sample", "its key and checksums");
        }
        return number == now.size() ? "" : now.key(number) + " is new";
    }

    private static String missing(SampleStamp then) {
        return then.key() + " is missing or cannot be read any more";
    }

    private static boolean isIn(Samples now, SampleStamp then) {
        return IntStream.range(0, now.size()).anyMatch(i -> now.key(i).equals(then.key()));
    }

    private static SampleStamp stamp(JsonNode json) {
        return new SampleStamp(
                json.path("key").asText(),
                HexFormat.fromHexDigits(json.path("image").asText()),
                HexFormat.fromHexDigits(json.path("captions").asText()));
    }

    private static String line(SampleStamp sample) {
        HexFormat hex = HexFormat.of();
        return JSON.createObjectNode()
                        .put("key", sample.key())
                        .put("image", hex.toHexDigits(sample.image()))
                        .put("captions", hex.toHexDigits(sample.captions()))
                + "\n";
    }
}
