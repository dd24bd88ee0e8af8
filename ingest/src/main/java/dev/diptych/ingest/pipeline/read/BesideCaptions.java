package dev.diptych.ingest.pipeline.read;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.archive.Later;
import dev.diptych.ingest.archive.Member;
import dev.diptych.ingest.archive.Members;
import dev.diptych.ingest.archive.ReadOptions;
import dev.diptych.ingest.caption.CaptionFile;
import dev.diptych.ingest.caption.CaptionFile.TextLines;
import dev.diptych.ingest.caption.Row;
import dev.diptych.ingest.caption.SvgMetadata;
import dev.diptych.ingest.duplicate.Hash128;
import dev.diptych.ingest.duplicate.HashTable;
import dev.diptych.ingest.json.DataJson;
import dev.diptych.ingest.manifest.DropReason;
import dev.diptych.ingest.pipeline.work.Outcome.Dropped;
import dev.diptych.ingest.pipeline.work.Outcome.Origin;
import dev.diptych.ingest.shard.SampleMetadata;
import dev.diptych.ingest.table.BadRow;
import dev.diptych.ingest.table.Captions;
import dev.diptych.ingest.table.dataset.ImageFolder;
import dev.diptych.ingest.table.dataset.ImageFolderRows;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The caption files of one source, by their names without extension. They are found in a pass of their own, since in an
 * archive they may stand anywhere; and read in it too, unless they can be read when an image asks for them. Tables among the
 * images whose names say that they are of the whole folder come before the files beside an image.
 */
final class BesideCaptions implements CaptionLookup {
    /** Kept from a JSON for itself: what the image shows, in shards that this tool wrote. */
    private static final String CONCEPT = "concept";

    private final String source;
    private final Captions captions;
    private final TextLines lines;
    private final Map<String, Row> rows = new LinkedHashMap<>();
    private final Map<String, String> unreadable = new HashMap<>();

    /** What JSON files know of originals, as compact JSON: much of it is text that nobody asks for before the image comes. */
    private final Map<String, byte[]> earlier = new HashMap<>();

    private final Map<String, List<Unread>> unread = new LinkedHashMap<>();

    /** The names of images that may be written in several normal forms. */
    private final Set<String> others = new HashSet<>();

    private final HashTable asked = new HashTable();

    /** A file of the same name that is no image, for each caption that has one. */
    private final Map<String, String> passedOver = new HashMap<>();

    private @Nullable ImageFolder folder;

    private record Unread(CaptionFile kind, String name, Supplier<byte[]> contents) {}

    private BesideCaptions(String source, Captions captions, TextLines lines) {
        this.source = source;
        this.captions = captions;
        this.lines = lines;
    }

    /** @param file the archive or folder, whose {@code metadata.csv} and the like are read too; null for a stream */
    static BesideCaptions read(
            Members archive, Captions captions, TextLines lines, @Nullable Path file, ReadOptions options) {
        BesideCaptions found = new BesideCaptions(archive.source(), captions, lines);
        List<String> tables = new ArrayList<>();
        for (Member member = archive.next(); member != null; member = archive.next()) {
            if (member.problem() == null) {
                if (file == null || !ShardBooks.areIn(file, member.name())) {
                    found.add(archive, member.name());
                }
                if (file != null && ImageFolderRows.isTable(member.name())) {
                    tables.add(member.name());
                }
            }
            String stem = stem(member.name());
            if (!CaptionFile.ofName(member.name()).isPresent() && hasForms(stem)) {
                found.others.add(stem);
            }
        }
        if (file != null && !tables.isEmpty()) {
            found.folder = new ImageFolder(file, tables, found::isWanted, options);
        }
        return found;
    }

    @Override
    public Found find(String member, String key) {
        String stem = existing(stem(member));
        asked.add(Hash128.of(stem));
        if (folder != null) {
            asked.add(Hash128.of(member));
        }
        take(unread.remove(stem));
        String concept = source + "!" + key;
        @Nullable Row row = row(member, stem);
        Found found = row == null
                ? Found.none(
                        DropReason.NO_CAPTION, concept, "no " + stem + ".txt, .cap, .caption or .json, expected one")
                : Found.of(captions.of(row), concept(row).orElse(concept), row);
        return found.beside(unreadable.get(stem), earlier(stem));
    }

    @Override
    public void unused(Consumer<Dropped> each) {
        unread.values().forEach(this::take);
        unread.clear();
        rows.keySet().forEach(stem -> unused(stem, each));
        if (folder != null) {
            folder.rows().keySet().forEach(name -> unused(name, each));
        }
    }

    private void unused(String name, Consumer<Dropped> each) {
        if (asked.get(Hash128.of(name)) == HashTable.ABSENT) {
            Origin origin = new Origin(source, "", name, name);
            each.accept(new Dropped(origin, DropReason.CAPTION_WITHOUT_IMAGE, withoutImage(name)));
        }
    }

    /** The rows of tables among the images that cannot be read. */
    List<BadRow> badRows() {
        return folder == null ? List.of() : folder.badRows();
    }

    private @Nullable Row row(String member, String stem) {
        @Nullable Row beside = rows.get(stem);
        @Nullable Row listed = folder == null ? null : folder.rows().get(member);
        return listed == null || beside == null ? (listed == null ? beside : listed) : listed.with(beside);
    }

    @Override
    public void passedOver(String member) {
        String stem = stem(member);
        if (rows.containsKey(stem) || unread.containsKey(stem)) {
            passedOver.putIfAbsent(stem, member);
        }
    }

    private String withoutImage(String stem) {
        String other = passedOver.get(stem);
        return "no image of this name" + (other == null ? "" : " but " + other + ", which is not among the images");
    }

    @Override
    public boolean isCaption(String member) {
        if (folder != null && folder.isRead(member)) {
            return true;
        }
        Optional<CaptionFile> kind = CaptionFile.ofName(member);
        return kind.isPresent() && (kind.get() != CaptionFile.SVG || wantsSvg());
    }

    /**
     * Returns the name under which captions of an image were found: its own, else itself in another Unicode normal form, unless
     * that is another file's. Macs write some names decomposed that others write composed.
     */
    private String existing(String stem) {
        if (!hasForms(stem) || has(stem)) {
            return stem;
        }
        return Stream.of(Form.NFC, Form.NFD)
                .map(form -> Normalizer.normalize(stem, form))
                .filter(each -> has(each) && !others.contains(each))
                .findFirst()
                .orElse(stem);
    }

    private boolean has(String stem) {
        return rows.containsKey(stem) || unread.containsKey(stem) || unreadable.containsKey(stem);
    }

    private static boolean hasForms(String name) {
        return !Normalizer.isNormalized(name, Form.NFC) || !Normalizer.isNormalized(name, Form.NFD);
    }

    private void add(Members archive, String name) {
        Optional<CaptionFile> kind = CaptionFile.ofName(name);
        if (kind.isEmpty() || !isCaption(name)) {
            return;
        }
        long limit = kind.get().maxBytes();
        Later later = archive.later(limit);
        if (later == null) {
            take(kind.get(), name, () -> archive.bytes(limit));
        } else {
            unread.computeIfAbsent(stem(name), stem -> new ArrayList<>(1))
                    .add(new Unread(kind.get(), name, later.contents()));
        }
    }

    private void take(@Nullable List<Unread> files) {
        if (files != null) {
            files.forEach(file -> take(file.kind(), file.name(), file.contents()));
        }
    }

    private void take(CaptionFile kind, String name, Supplier<byte[]> contents) {
        String stem = stem(name);
        try {
            Row row = row(kind, stem, source + "!" + name, contents.get());
            Row wanted = row.only(this::isWanted);
            rows.merge(stem, wanted, Row::with);
        } catch (IngestException e) {
            unreadable.merge(stem, name + ": " + e.detail(), (first, second) -> first + "; " + second);
        }
    }

    private Row row(CaptionFile kind, String stem, String where, byte[] contents) {
        if (kind != CaptionFile.JSON) {
            return kind.row(where, contents, lines);
        }
        ObjectNode json = DataJson.object(where, contents);
        Row row = Row.of(json);
        SampleMetadata.dropOfThisImage(json);
        if (!json.isEmpty()) {
            earlier.put(stem, json.toString().getBytes(StandardCharsets.UTF_8));
        }
        return row;
    }

    private @Nullable SampleMetadata earlier(String stem) {
        byte[] json = earlier.remove(stem);
        return json == null ? null : SampleMetadata.of("", List.of(), DataJson.object(stem, json));
    }

    private static Optional<String> concept(Row row) {
        return row.values(CONCEPT).stream().filter(name -> !name.isBlank()).findFirst();
    }

    private boolean isWanted(String column) {
        return column.equals(CONCEPT) || captions.wants(column);
    }

    private boolean wantsSvg() {
        return SvgMetadata.COLUMNS.stream().anyMatch(captions::wants);
    }

    private static String stem(String name) {
        int dot = name.lastIndexOf('.');
        return dot > name.lastIndexOf('/') + 1 ? name.substring(0, dot) : name;
    }
}
