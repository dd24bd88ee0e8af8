package dev.diptych.ingest.pipeline.config;

import dev.diptych.config.Section;
import dev.diptych.file.place.Locations;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.archive.ArchiveList;
import dev.diptych.ingest.archive.ReadOptions;
import dev.diptych.ingest.caption.CaptionFile.TextLines;
import dev.diptych.ingest.caption.CaptionTemplate;
import dev.diptych.ingest.score.KeepRule;
import dev.diptych.ingest.score.KeepScore;
import dev.diptych.ingest.score.ScoreFile;
import dev.diptych.ingest.table.Captions;
import dev.diptych.ingest.table.KeyTransform;
import dev.diptych.ingest.table.RowFilter;
import dev.diptych.ingest.table.TableConfig;
import dev.diptych.ingest.table.TableFormat;
import dev.diptych.ingest.table.text.TextForm;
import java.nio.charset.Charset;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
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
        root.sections("sources").forEach(source -> sources.addAll(source.as(this::sources)));
        if (sources.isEmpty()) {
            root.reject("sources", "a list of at least one archive or folder");
        }
        List<TableConfig> tables = new ArrayList<>();
        root.sections("tables").forEach(table -> tables.add(table.as(this::table)));
        List<CaptionTemplate> captions = captions(root, fallback(sources, tables));
        int maxLength =
                root.integer("max_caption_length", Captions.DEFAULT_MAX_LENGTH, 1, IngestConfig.MAX_CAPTION_LENGTH);
        ReadOptions reading = new ReadOptions(
                root.flag("follow_links", ReadOptions.DEFAULT.followLinks()),
                root.integer("max_archive_memory", ReadOptions.DEFAULT.maxMemory(), 1, ReadOptions.MAX_MEMORY));
        OutputConfig output = root.section("output").as(new OutputConfigReader(base)::read);
        return new IngestConfig(sources, tables, captions, maxLength, keepScore(root), reading, output);
    }

    private @Nullable KeepScore keepScore(Section root) {
        String rule = root.optionalString("keep_score").orElse(null);
        Path folder = root.has("scores") ? path(root, "scores") : null;
        String column = root.string("score_column", ScoreFile.SCORE);
        if (rule == null) {
            for (String key : List.of("scores", "score_column")) {
                if (root.has(key)) {
                    root.reject(key, "none without keep_score");
                }
            }
            return null;
        }
        try {
            return new KeepScore(KeepRule.parse(rule), column, folder);
        } catch (IllegalArgumentException e) {
            root.reject("keep_score", KeepRule.FORMS);
            return null;
        }
    }

    private List<SourceConfig> sources(Section section) {
        if (section.has("table")) {
            if (section.has("archive")) {
                section.reject("archive", "no archive beside a table: its rows name the files");
            }
            return List.of(listed(section));
        }
        List<Path> archives = archives(section);
        Pattern images = images(section, "images", SourceConfig.ANY_IMAGE);
        List<KeyTransform> transforms = transforms(section);
        TextLines lines = section.choice("text", TextLines.WHOLE);
        return archives.stream()
                .map(archive -> new SourceConfig(archive, images, transforms, lines, null))
                .toList();
    }

    private SourceConfig listed(Section section) {
        Path file = path(section, "table");
        @Nullable Path parent = file.toAbsolutePath().getParent();
        Path folder = section.has("folder") ? path(section, "folder") : parent == null ? base : parent;
        TableFormat format = format(section, file.toString());
        return SourceConfig.listed(
                folder,
                new TableConfig(
                        file,
                        null,
                        null,
                        format,
                        text(section, format),
                        format.imageColumn()
                                .map(column -> section.string("image_column", column))
                                .orElseGet(() -> section.string("image_column")),
                        List.of(),
                        TableConfig.DEFAULT_KEYS_AS,
                        TableConfig.DEFAULT_VALUES_AS,
                        separators(section),
                        dropped(section),
                        filters(section)));
    }

    /** Returns what a spec names; one that names nothing stays as it is, for the run to say that it is missing. */
    private List<Path> archives(Section section) {
        String spec = section.string("archive");
        try {
            return ArchiveList.expand(base, spec);
        } catch (IngestException e) {
            return List.of(Locations.resolve(base, spec));
        } catch (InvalidPathException e) {
            section.reject("archive", "a path");
            return List.of(base);
        }
    }

    private Path archive(Section section) {
        List<Path> archives = archives(section);
        if (archives.size() != 1) {
            section.reject("archive", "one archive or folder, not " + archives.size());
            return base;
        }
        return archives.get(0);
    }

    private static Pattern images(Section section, String key, String fallback) {
        Pattern images = pattern(section, key, fallback);
        if (!SourceConfig.hasKey(images)) {
            section.reject(key, "a regular expression with (?<key>...)");
            return Pattern.compile(fallback);
        }
        return images;
    }

    private TableConfig table(Section section) {
        boolean plain = section.has("file");
        if (plain == section.has("archive")) {
            section.reject(plain ? "file" : "archive", "either file, or archive and member");
        }
        Path file = plain ? path(section, "file") : archive(section);
        @Nullable
        Pattern members = !plain && section.has("members") ? images(section, "members", SourceConfig.ANY_IMAGE) : null;
        @Nullable String member = plain || members != null ? null : section.string("member");
        TableFormat format =
                members != null ? TableFormat.FILES : format(section, member == null ? file.toString() : member);
        String keysAs = section.string("keys_as", TableConfig.DEFAULT_KEYS_AS);
        return new TableConfig(
                file,
                member,
                members,
                format,
                text(section, format),
                section.string("key_column", format.imageColumn().orElse(keysAs)),
                transforms(section),
                keysAs,
                section.string("values_as", TableConfig.DEFAULT_VALUES_AS),
                separators(section),
                dropped(section),
                filters(section));
    }

    private static TableFormat format(Section section, String name) {
        Optional<TableFormat> known = TableFormat.ofName(name);
        return known.isPresent() ? section.choice("format", known.get()) : section.choice("format", TableFormat.class);
    }

    private static TextForm text(Section section, TableFormat format) {
        boolean delimited = format.isDelimited();
        for (String key : List.of("separator", "header", "encoding")) {
            if (section.has(key) && !(key.equals("encoding") ? format.isText() : delimited)) {
                section.reject(
                        key,
                        "none, since the table's format is " + format.name().toLowerCase(Locale.ROOT));
            }
        }
        return new TextForm(encoding(section), separator(section), section.strings("header", List.of()));
    }

    private static @Nullable Charset encoding(Section section) {
        String name = section.optionalString("encoding").orElse(null);
        try {
            return name == null ? null : Charset.forName(name);
        } catch (IllegalArgumentException e) {
            section.reject("encoding", "a character set such as utf-8, utf-16le or windows-1252");
            return null;
        }
    }

    private static @Nullable Character separator(Section section) {
        String text = section.optionalString("separator").orElse(null);
        if (text != null && (text.length() != 1 || "\"\r\n".contains(text))) {
            section.reject("separator", "one character, and no quote or line end");
            return null;
        }
        return text == null ? null : text.charAt(0);
    }

    private static List<RowFilter> filters(Section section) {
        return section.sections("where").stream()
                .map(filter -> filter.as(IngestConfigReader::filter))
                .toList();
    }

    private static Map<String, Pattern> dropped(Section section) {
        Map<String, Pattern> dropped = new LinkedHashMap<>();
        section.optionalSection("drop_values")
                .ifPresent(drop -> drop.keys().forEach(column -> dropped.put(column, pattern(drop, column, ".*"))));
        return dropped;
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

    /** Returns the template where none is given, or nothing where the columns are not known. */
    private static Optional<String> fallback(List<SourceConfig> sources, List<TableConfig> tables) {
        List<TableConfig> all = new ArrayList<>(tables);
        sources.stream().map(SourceConfig::rows).filter(Objects::nonNull).forEach(all::add);
        if (all.isEmpty()) {
            return Optional.of(CaptionTemplate.BESIDE);
        }
        boolean known =
                all.stream().anyMatch(table -> table.format().imageColumn().isPresent());
        return known ? Optional.of(TableFormat.DATA_SET_CAPTIONS) : Optional.empty();
    }

    private static List<CaptionTemplate> captions(Section root, Optional<String> fallback) {
        List<String> texts =
                fallback.map(text -> root.strings("captions", List.of(text))).orElseGet(() -> root.strings("captions"));
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
            return Locations.resolve(base, section.string(key));
        } catch (InvalidPathException e) {
            section.reject(key, "a path");
            return base;
        }
    }
}
