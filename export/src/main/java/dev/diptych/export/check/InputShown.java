package dev.diptych.export.check;

import dev.diptych.image.RgbImage;
import dev.diptych.image.codec.ImageDecoder;
import dev.diptych.text.tokenizer.RowEncoder;
import dev.diptych.text.tokenizer.Tokenizer;
import dev.diptych.vision.preprocess.Preprocessing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What the towers read of an image and of texts, to be put beside another library's. */
public final class InputShown {
    private static final List<String> CHANNELS = List.of("red", "green", "blue");

    private InputShown() {}

    /** A line for each channel of the preprocessed image. */
    public static List<Finding> image(Path file, Preprocessing preprocessing) throws IOException {
        RgbImage image = new ImageDecoder()
                .decode(Files.readAllBytes(file), file.toString())
                .image();
        float[] input = new float[preprocessing.inputLength()];
        preprocessing.apply(image, input, 0);
        int plane = preprocessing.size() * preprocessing.size();
        List<Finding> lines = new ArrayList<>();
        for (int channel = 0; channel < CHANNELS.size(); channel++) {
            lines.add(Finding.ok("image " + CHANNELS.get(channel), file, statistics(input, channel * plane, plane)));
        }
        return lines;
    }

    /** A line for each text: its row, and whether it was cut. */
    public static List<Finding> texts(List<String> texts, Tokenizer tokenizer, int contextLength) {
        List<Finding> lines = new ArrayList<>();
        for (String text : texts) {
            RowEncoder encoder = new RowEncoder(tokenizer, contextLength);
            int[] row = new int[contextLength];
            encoder.encode(text, row, 0);
            String ids = Arrays.toString(row);
            lines.add(
                    encoder.cut() == 0
                            ? Finding.ok("text", "'" + text + "'", ids)
                            : Finding.warn(
                                    "text", "'" + text + "'", ids + ", cut", "a text that fits into " + contextLength));
        }
        return lines;
    }

    private static String statistics(float[] values, int from, int count) {
        double sum = 0;
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (int i = from; i < from + count; i++) {
            sum += values[i];
            least = Math.min(least, values[i]);
            most = Math.max(most, values[i]);
        }
        double mean = sum / count;
        double squares = 0;
        for (int i = from; i < from + count; i++) {
            squares += (values[i] - mean) * (values[i] - mean);
        }
        return String.format(
                Locale.ROOT,
                "mean %.5f, deviation %.5f, from %.5f to %.5f",
                mean,
                Math.sqrt(squares / count),
                least,
                most);
    }
}
