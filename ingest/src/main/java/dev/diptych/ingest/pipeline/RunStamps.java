package dev.diptych.ingest.pipeline;

import dev.diptych.ingest.duplicate.Hash128;
import dev.diptych.ingest.output.RunStamp;
import dev.diptych.ingest.table.TableConfig;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
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
    private static final String VERSION = "diptych-ingest 2";

    private RunStamps() {}

    static RunStamp of(IngestConfig config) {
        List<String> inputs = new ArrayList<>();
        config.sources().forEach(source -> {
            inputs.add(line(source.archive()));
            TableConfig rows = source.rows();
            if (rows != null) {
                inputs.add(line(rows.file()));
            }
        });
        config.tables().forEach(table -> inputs.add(line(table.file())));
        config.output().against().forEach(path -> inputs.add(line(Path.of(path))));
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

    private static String line(Path path) {
        try {
            if (Files.isDirectory(path)) {
                return path + "\t" + folder(path);
            }
            if (Files.exists(path)) {
                return path + "\t" + facts(Files.readAttributes(path, BasicFileAttributes.class));
            }
            return path + "\tno file";
        } catch (IOException e) {
            return path + "\tunreadable";
        }
    }

    private static String folder(Path folder) throws IOException {
        Map<Path, String> files = new TreeMap<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes facts) {
                if (facts.isRegularFile()) {
                    files.put(file, facts(facts));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                files.put(file, "unreadable");
                return FileVisitResult.CONTINUE;
            }
        });
        StringBuilder text = new StringBuilder();
        files.forEach((file, facts) ->
                text.append(folder.relativize(file)).append('\t').append(facts).append('\n'));
        return Hash128.of(text.toString()).hex();
    }

    private static String facts(BasicFileAttributes facts) {
        return facts.size() + "\t" + facts.lastModifiedTime().toInstant();
    }
}
