package dev.diptych.ingest.shard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.caption.CaptionFile;
import dev.diptych.ingest.caption.CaptionFile.TextLines;
import dev.diptych.ingest.caption.CaptionProblem;
import dev.diptych.ingest.caption.CaptionSet;
import dev.diptych.ingest.caption.CaptionTemplate;
import dev.diptych.ingest.caption.CaptionText;
import dev.diptych.ingest.caption.Row;
import dev.diptych.ingest.json.DataJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a sample says of itself, as everything that reads shards takes it: its captions are those that {@code diptych ingest}
 * would take from the same files, and clean.
 *
 * @param metadata without the captions that cannot be used
 * @param json all fields of {@code KEY.json}; none where there is no such file, or it is no object
 * @param badFiles the caption files that are not what their extension says, with the reason
 * @param rejected the captions that cannot be used
 */
public record SampleReading(
        SampleMetadata metadata, ObjectNode json, List<String> badFiles, List<CaptionText> rejected) {
    /** The extensions of the files that are read for it. */
    public static final List<String> EXTENSIONS = List.of("cap", "caption", "json", "txt");

    private static final CaptionTemplate CAPTIONS = CaptionTemplate.parse(CaptionTemplate.BESIDE);
    private static final List<String> CAPTION_FIELDS = List.of("captions", "caption");
    private static final int SHOWN = 60;

    public SampleReading {
        badFiles = List.copyOf(badFiles);
        rejected = List.copyOf(rejected);
    }

    /** Returns whether a member with this extension, in lower case, is read for it. */
    public static boolean reads(String extension) {
        return EXTENSIONS.contains(extension);
    }

    /** Reads a sample. */
    public static SampleReading of(Sample sample) {
        Files files = Files.of(sample);
        CaptionSet captions = files.captions();
        List<CaptionText> rejected = new ArrayList<>(captions.rejected());
        for (String field : CAPTION_FIELDS) {
            addNoText(files.json.path(field), rejected);
        }
        return new SampleReading(
                SampleMetadata.of(sample.key(), captions.captions(), files.json), files.json, files.bad, rejected);
    }

    /** Returns the captions alone, which is less work. */
    public static List<String> captions(Sample sample) {
        return Files.of(sample).captions().captions();
    }

    /** What stands in the caption files. */
    private record Files(Row row, ObjectNode json, List<String> bad) {
        static Files of(Sample sample) {
            ObjectNode json = JsonNodeFactory.instance.objectNode();
            Row row = new Row(Map.of());
            List<String> bad = new ArrayList<>();
            for (Map.Entry<String, byte[]> member : sample.members().entrySet()) {
                Optional<CaptionFile> kind = CaptionFile.ofName("." + member.getKey());
                if (kind.isEmpty() || !reads(member.getKey())) {
                    continue;
                }
                String name = sample.key() + "." + member.getKey();
                try {
                    requireModest(kind.get(), name, member.getValue());
                    if (kind.get() == CaptionFile.JSON) {
                        json = DataJson.object(name, member.getValue());
                        row = row.with(Row.of(json));
                    } else {
                        row = row.with(kind.get().row(name, member.getValue(), TextLines.WHOLE));
                    }
                } catch (IngestException e) {
                    bad.add(name + ": " + e.detail());
                }
            }
            return new Files(row, json, bad);
        }

        CaptionSet captions() {
            return CaptionSet.of(CAPTIONS.captions(row), CaptionText.MAX_LENGTH, CAPTIONS.cut(row));
        }
    }

    /** Returns what cannot be used, in words. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>(badFiles);
        rejected.forEach(caption -> problems.add(words(caption)));
        return problems;
    }

    /** Says that a sample has no caption, and what it has instead. */
    public String noCaption() {
        List<String> problems = problems();
        return problems.isEmpty() ? "no caption" : "no caption: " + String.join("; ", problems);
    }

    /** Returns why a caption cannot be used, in words. */
    public static String words(CaptionText caption) {
        String text = caption.text().length() > SHOWN ? caption.text().substring(0, SHOWN) + "..." : caption.text();
        CaptionProblem problem = caption.problem();
        String why = problem == null
                ? "a caption"
                : switch (problem) {
                    case EMPTY -> "nothing left once clean";
                    case TOO_LONG -> "over " + CaptionText.MAX_LENGTH + " characters";
                    case NOT_TEXT -> "no text in UTF-8";
                };
        return "caption '" + text + "': " + why;
    }

    /** Adds what stands in the place of a caption and is no text: objects and lists, in a list null too. */
    private static void addNoText(JsonNode value, List<CaptionText> rejected) {
        for (JsonNode item : value.isArray() ? value : List.of(value)) {
            if (item.isContainerNode() || value.isArray() && item.isNull()) {
                rejected.add(new CaptionText(item.toString(), CaptionProblem.NOT_TEXT));
            }
        }
    }

    private static void requireModest(CaptionFile kind, String name, byte[] contents) {
        if (contents.length > kind.maxBytes()) {
            throw new IngestException(
                    Reason.TOO_LARGE, name, contents.length + " bytes, expected at most " + kind.maxBytes());
        }
    }
}
