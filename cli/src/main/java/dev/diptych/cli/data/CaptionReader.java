package dev.diptych.cli.data;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.shard.Sample;
import dev.diptych.ingest.shard.SampleMetadata;
import dev.diptych.ingest.shard.SampleReading;
import dev.diptych.ingest.shard.ShardList;
import dev.diptych.ingest.shard.ShardReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Reads captions: those of shards, and the lines of text files. */
final class CaptionReader {
    private CaptionReader() {}

    /**
     * Returns the files that the arguments name.
     *
     * @param inputs text files ending in {@code .txt}, and what {@link ShardList} takes
     */
    static List<Path> files(List<String> inputs) {
        List<Path> files = new ArrayList<>();
        for (String input : inputs) {
            if (isText(input)) {
                files.add(Path.of(input));
            } else {
                files.addAll(ShardList.expand(input));
            }
        }
        return files;
    }

    /** Hands every caption of a file to {@code captions}; blank ones are left out. */
    static void read(Path file, Consumer<String> captions) {
        Consumer<String> kept = caption -> {
            if (!caption.isBlank()) {
                captions.accept(caption);
            }
        };
        if (isText(file.toString())) {
            readText(file, kept);
        } else {
            readShard(file, kept);
        }
    }

    private static void readShard(Path shard, Consumer<String> captions) {
        try (ShardReader reader = ShardReader.open(shard, SampleReading::reads)) {
            for (Sample sample = reader.next(); sample != null; sample = reader.next()) {
                SampleMetadata.of(sample).captions().forEach(captions);
            }
        }
    }

    private static void readText(Path file, Consumer<String> captions) {
        int number = 1;
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                captions.accept(line);
                number++;
            }
        } catch (NoSuchFileException e) {
            throw new IngestException(Reason.MISSING, file.toString(), "no such file, expected captions, one a line");
        } catch (CharacterCodingException e) {
            throw new IngestException(
                    Reason.CORRUPT,
                    file.toString(),
                    IngestException.NO_OFFSET,
                    "not UTF-8 near line " + number + ", expected captions in UTF-8, one a line",
                    e);
        } catch (IOException e) {
            throw new IngestException(
                    Reason.UNREADABLE,
                    file.toString(),
                    IngestException.NO_OFFSET,
                    e.getMessage() + ", expected captions, one a line",
                    e);
        }
    }

    private static boolean isText(String name) {
        return name.endsWith(".txt");
    }
}
