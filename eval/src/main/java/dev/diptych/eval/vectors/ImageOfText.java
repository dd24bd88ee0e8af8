package dev.diptych.eval.vectors;

import dev.diptych.contrastive.embed.file.NpyFile;
import dev.diptych.file.Trouble;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.IntStream;

/** Which image each text belongs to, by the number of its row from 0. */
public final class ImageOfText {
    private static final String EXPECTED = "expected a number of an image a line, from 0, in the order of the texts";

    private ImageOfText() {}

    /** Texts that go with the images row by row. */
    public static int[] byRow(int texts) {
        return IntStream.range(0, texts).toArray();
    }

    /**
     * Reads a list of int32 or int64 in a {@code .npy} file, or a text with a number a line.
     *
     * @throws dev.diptych.contrastive.embed.file.NpyException if a {@code .npy} file is no such list
     * @throws VectorException if a text is no such list
     */
    public static int[] read(Path file) {
        if (file.toString().endsWith(".npy")) {
            return NpyFile.open(file).integers();
        }
        IntStream.Builder images = IntStream.builder();
        int number = 1;
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String digits = line.strip();
                if (!digits.matches("\\d{1,9}")) {
                    throw new VectorException(file + ":" + number, "no such number, " + EXPECTED);
                }
                images.add(Integer.parseInt(digits));
                number++;
            }
        } catch (CharacterCodingException e) {
            throw new VectorException(file.toString(), "no text, " + EXPECTED, e);
        } catch (NoSuchFileException e) {
            throw new VectorException(file.toString(), "no such file, " + EXPECTED, e);
        } catch (IOException e) {
            throw new VectorException(file.toString(), Trouble.said(e) + ", " + EXPECTED, e);
        }
        return images.build().toArray();
    }
}
