package dev.diptych.contrastive.embed.input;

import dev.diptych.file.Sha256;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.shard.Sample;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Consumer;

/** The lines of a text file that are not blank, so many to a partition; each is a caption, and its own key. */
public final class TextLines implements EmbedInput {
    private final Path file;
    private final int partitionRows;
    private final long count;
    private final String stamp;

    private TextLines(Path file, int partitionRows, long count, String stamp) {
        this.file = file;
        this.partitionRows = partitionRows;
        this.count = count;
        this.stamp = stamp;
    }

    /**
     * Reads a file once, to count and hash its lines.
     *
     * @throws IngestException if it is missing, not UTF-8, or has no line that says something
     */
    public static TextLines open(Path file, int partitionRows) {
        MessageDigest digest = Sha256.begin();
        long[] count = new long[1];
        lines(file, line -> {
            count[0]++;
            Sha256.add(digest, line + "\n");
        });
        if (count[0] == 0) {
            throw new IngestException(Reason.EMPTY, file.toString(), "no text, expected one a line");
        }
        return new TextLines(file, partitionRows, count[0], HexFormat.of().formatHex(digest.digest()));
    }

    @Override
    public int partitions() {
        return Math.toIntExact((count + partitionRows - 1) / partitionRows);
    }

    @Override
    public String stamp() {
        return stamp;
    }

    @Override
    public void read(int partition, Consumer<EmbedSample> samples) {
        long from = (long) partition * partitionRows;
        long[] at = new long[1];
        lines(file, line -> {
            if (at[0] >= from && at[0] < from + partitionRows) {
                byte[] text = line.getBytes(StandardCharsets.UTF_8);
                samples.accept(new EmbedSample(line, new Sample(line, Map.of("txt", text))));
            }
            at[0]++;
        });
    }

    private static void lines(Path file, Consumer<String> lines) {
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.isBlank()) {
                    lines.accept(line.strip());
                }
            }
        } catch (NoSuchFileException e) {
            throw new IngestException(Reason.MISSING, file.toString(), "no such file, expected texts, one a line");
        } catch (CharacterCodingException e) {
            throw unreadable(file, Reason.CORRUPT, "not UTF-8, expected texts in UTF-8, one a line", e);
        } catch (IOException e) {
            throw unreadable(file, Reason.UNREADABLE, e.getMessage() + ", expected texts, one a line", e);
        }
    }

    private static IngestException unreadable(Path file, Reason reason, String detail, IOException e) {
        return new IngestException(reason, file.toString(), IngestException.NO_OFFSET, detail, e);
    }
}
