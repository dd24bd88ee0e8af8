package dev.diptych.ingest.pipeline;

import dev.diptych.file.place.Locations;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.archive.FolderListing;
import dev.diptych.ingest.archive.FolderListing.Listed;
import dev.diptych.ingest.duplicate.Hash128;
import dev.diptych.ingest.output.RunStamp;
import dev.diptych.ingest.pipeline.config.FolderListings;
import dev.diptych.ingest.pipeline.config.IngestConfig;
import dev.diptych.ingest.pipeline.config.SourceConfig;
import dev.diptych.ingest.score.KeepScore;
import dev.diptych.ingest.table.TableConfig;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes the stamp of a run. Files count by name, size and time of change, folders by all files below them; the
 * configuration by every component of its records.
 */
final class RunStamps {
    /** Goes up when the same configuration and input give other bytes than before. */
    private static final String VERSION = "diptych-ingest 4";

    private RunStamps() {}

    static RunStamp of(IngestConfig config, FolderListings folders) {
        List<Path> files = new ArrayList<>();
        config.sources().forEach(source -> {
            files.add(source.archive());
            TableConfig rows = source.rows();
            if (rows != null) {
                files.add(rows.file());
            }
        });
        config.tables().forEach(table -> files.add(table.file()));
        KeepScore scores = config.keepScore();
        if (scores != null) {
            files.addAll(scores.folders(
                    config.sources().stream().map(SourceConfig::archive).toList()));
        }
        config.output().against().forEach(path -> files.add(Locations.path(path)));
        List<String> inputs = files.stream().map(file -> line(file, folders)).toList();
        return new RunStamp(
                hash(config), hash(config.output()), inputs, config.output().splitNames());
    }

    private static String hash(Object config) {
        StringBuilder text = new StringBuilder(VERSION);
        write(config, text);
        return Hash128.of(text.toString()).hex();
    }

    /** Writes a value so that equal ones give equal text on every run, which a map's own order does not. */
    private static void write(@Nullable Object value, StringBuilder text) {
        if (value instanceof Record) {
            text.append(value.getClass().getSimpleName()).append('{');
            for (RecordComponent component : value.getClass().getRecordComponents()) {
                text.append(component.getName()).append('=');
                write(read(value, component), text);
                text.append(';');
            }
            text.append('}');
        } else if (value instanceof Map<?, ?> map) {
            Map<String, String> sorted = new TreeMap<>();
            map.forEach((key, inner) -> sorted.put(String.valueOf(key), String.valueOf(inner)));
            text.append(sorted);
        } else if (value instanceof Collection<?> list) {
            text.append('[');
            for (Object item : list) {
                write(item, text);
                text.append(',');
            }
            text.append(']');
        } else {
            text.append(value);
        }
    }

    private static @Nullable Object read(Object owner, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(owner);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("cannot read " + component + ", expected a record of this module", e);
        }
    }

    private static String line(Path path, FolderListings folders) {
        try {
            if (Files.isDirectory(path)) {
                return path + "\t" + hash(folders.of(path));
            }
            if (Files.exists(path)) {
                BasicFileAttributes facts = Files.readAttributes(path, BasicFileAttributes.class);
                return path + "\t" + facts.size() + "\t"
                        + facts.lastModifiedTime().toInstant();
            }
            return path + "\tno file";
        } catch (IOException | IngestException e) {
            return path + "\tunreadable";
        }
    }

    private static String hash(FolderListing listing) {
        StringBuilder text = new StringBuilder();
        for (Listed file : listing.files()) {
            text.append(file.name()).append('\t').append(file.size()).append('\t');
            text.append(file.modified()).append('\n');
        }
        return Hash128.of(text.toString()).hex();
    }
}
