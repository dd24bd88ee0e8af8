package dev.diptych.contrastive.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Programs that load what was exported, where they are installed. */
final class OtherProgram {
    private static final ObjectMapper JSON = new ObjectMapper();

    private OtherProgram() {}

    /** Whether a command is there and ends well. */
    static boolean runs(String... command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs a script of the test's resources, and returns the JSON that it prints. */
    static JsonNode run(Path folder, String interpreter, String script, Object... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(interpreter, script(script).toString()));
        Arrays.stream(arguments).map(Object::toString).forEach(command::add);
        Path out = folder.resolve("out.json");
        Path err = folder.resolve("err.txt");
        int code = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start()
                .waitFor();
        assertThat(code).as(Files.readString(err)).isZero();
        return JSON.readTree(out.toFile());
    }

    private static Path script(String name) throws URISyntaxException {
        return Path.of(Objects.requireNonNull(OtherProgram.class.getResource(name), name)
                .toURI());
    }

    /** The numbers of the nearest rows, by the inner product in double precision. */
    static List<Integer> nearest(float[] query, float[][] rows, int count) {
        double[] products = new double[rows.length];
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < query.length; j++) {
                products[i] += (double) query[j] * rows[i][j];
            }
            order.add(i);
        }
        order.sort((a, b) -> Double.compare(products[b], products[a]));
        return order.subList(0, count);
    }

    static List<Integer> integers(JsonNode list) {
        List<Integer> integers = new ArrayList<>();
        list.forEach(each -> integers.add(each.intValue()));
        return integers;
    }
}
