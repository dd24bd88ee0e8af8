package dev.diptych.ingest.table.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.caption.Row;
import dev.diptych.ingest.table.JsonRows;
import dev.diptych.ingest.table.RowSink;
import dev.diptych.ingest.table.text.TextSource;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/*
 * The captions stand under "annotations", the names of the files under "images", in any order, so the file is read twice:
 * the captions are held first, and given away as their images come.
 */
/** Rows out of the captions of COCO ("COCO Captions", 2015): one for each of its images, with the list of its captions. */
public final class CocoRows {
    /** The column with the captions of an image. */
    public static final String CAPTION = "caption";

    private final Map<String, List<String>> captions = new LinkedHashMap<>();
    private final RowSink rows;
    private boolean annotated;

    private CocoRows(RowSink rows) {
        this.rows = rows;
    }

    /**
     * Reads rows: the fields of the images, and {@link #CAPTION}.
     *
     * @throws IngestException if it is no JSON, has no such arrays, or no annotation has a caption
     */
    public static void read(String source, TextSource text, RowSink rows) throws IOException {
        CocoRows coco = new CocoRows(rows);
        try (Reader reader = text.open()) {
            JsonRows.elements(source, reader, "annotations", coco::annotation);
        }
        if (coco.annotated && coco.captions.isEmpty()) {
            throw new IngestException(
                    Reason.BAD_TABLE, source, "annotations without captions, expected those of captions_*.json");
        }
        try (Reader reader = text.open()) {
            JsonRows.elements(source, reader, "images", coco::image);
        }
        coco.captions.forEach((id, lost) ->
                rows.bad("image_id " + id, "captions of an image that is not among the images, expected it there"));
    }

    private void annotation(JsonNode annotation, String where) {
        annotated = true;
        JsonNode image = annotation.path("image_id");
        JsonNode caption = annotation.path(CAPTION);
        if (!image.isValueNode()) {
            rows.bad(where, "an annotation without image_id, expected one");
        } else if (caption.isTextual()) {
            captions.computeIfAbsent(image.asText(), id -> new ArrayList<>(1)).add(caption.textValue());
        }
    }

    private void image(JsonNode image, String where) {
        if (!image.path("file_name").isTextual()) {
            rows.bad(where, "an image without file_name, expected one");
            return;
        }
        Map<String, List<String>> columns = Row.of(image).columns();
        List<String> own = captions.remove(image.path("id").asText());
        columns.put(CAPTION, own == null ? List.of() : own);
        rows.row(new Row(columns));
    }
}
