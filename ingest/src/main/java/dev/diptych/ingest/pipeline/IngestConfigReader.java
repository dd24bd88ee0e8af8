package dev.diptych.ingest.pipeline;

import dev.diptych.config.Section;
import dev.diptych.ingest.table.CaptionTemplate;
import dev.diptych.ingest.table.KeyTransform;
import dev.diptych.ingest.table.RowFilter;
import dev.diptych.ingest.table.TableConfig;
import dev.diptych.ingest.table.TableFormat;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Reads an {@link IngestConfig} out of its YAML. */
final class IngestConfigReader {
    private final Path base;

    IngestConfigReader(Path base) {
        this.base = base;
    }

    IngestConfig read(Section root) {
        List<SourceConfig> sources = new ArrayList<>();
        root.sections("sources").forEach(source -> sources.add(source.as(this::source)));
        if (sources.isEmpty()) {
            root.reject("sources", "a list of at least one archive or folder");
        }
        List<TableConfig> tables = new ArrayList<>();
        root.sections("tables").forEach(table -> tables.add(table.as(this::table)));
        List<CaptionTemplate> captions = captions(root, tables.isEmpty());
        OutputConfig output = root.section("output").as(new OutputConfigReader(base)::read);
        return new IngestConfig(sources, tables, captions, output);
    }

    private SourceConfig source(Section section) {
        Path archive = path(section, "archive");
        Pattern images = pattern(section, "images", SourceConfig.ANY_IMAGE);
        if (!SourceConfig.hasKey(images)) {
            section.reject("images", "a regular expression with (?<key>...)");
            images = Pattern.compile(SourceConfig.ANY_IMAGE);
        }
        return new SourceConfig(archive, images, transforms(section));
    }

    private TableConfig table(Section section) {
        boolean plain = section.has("file");
        if (plain == section.has("archive")) {
            section.reject(plain ? "file" : "archive", "either file, or archive and member");
        }
        Path file = path(section, plain ? "file" : "archive");
        @Nullable String member = plain ? null : section.string("member");
        Optional<TableFormat> known = TableFormat.ofName(member == null ? file.toString() : member);
        TableFormat format =
                known.isPresent() ? section.choice("format", known.get()) : section.choice("format", TableFormat.class);
        String keysAs = section.string("keys_as", TableConfig.DEFAULT_KEYS_AS);
        return new TableConfig(
                file,
                member,
                format,
                section.string("key_column", keysAs),
                transforms(section),
                keysAs,
                section.string("values_as", TableConfig.DEFAULT_VALUES_AS),
                separators(section),
                section.sections("where").stream()
                        .map(filter -> filter.as(IngestConfigReader::filter))
                        .toList());
    }

    private static Map<String, String> separators(Section section) {
        Map<String, String> separators = new LinkedHashMap<>();
        section.optionalSection("split_columns")
                .ifPresent(split -> split.keys().forEach(column -> separators.put(column, split.string(column))));
        return separators;
    }

    private static RowFilter filter(Section section) {
        @Nullable Pattern matches = section.has("matches") ? pattern(section, "matches", ".*") : null;
        return new RowFilter(
                section.string("column"),
                section.strings("in", List.of()),
                section.strings("not_in", List.of()),
                matches);
    }

    private static List<CaptionTemplate> captions(Section root, boolean beside) {
        List<String> texts = beside ? root.strings("captions", List.of(IngestConfig.BESIDE)) : root.strings("captions");
        List<CaptionTemplate> templates = new ArrayList<>();
        for (String text : texts) {
            try {
                templates.add(CaptionTemplate.parse(text));
            } catch (IllegalArgumentException e) {
                root.reject("captions", "templates: " + e.getMessage());
            }
        }
        return templates;
    }

    private static List<KeyTransform> transforms(Section section) {
        return section.choices("key_transform", List.of(), KeyTransform.class);
    }

    private static Pattern pattern(Section section, String key, String fallback) {
        try {
            return Pattern.compile(section.string(key, fallback));
        } catch (PatternSyntaxException e) {
            section.reject(key, "a regular expression (" + e.getDescription() + ")");
            return Pattern.compile(fallback);
        }
    }

    private Path path(Section section, String key) {
        try {
            return base.resolve(section.string(key));
        } catch (InvalidPathException e) {
            section.reject(key, "a path");
            return base;
        }
    }
}
