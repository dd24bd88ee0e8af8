package dev.diptych.ingest.table.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import dev.diptych.ingest.caption.Row;
import dev.diptych.ingest.table.JsonRows;
import dev.diptych.ingest.table.RowSink;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Rows out of Karpathy's splits ({@code dataset_coco.json}, {@code dataset_flickr30k.json}): one for each image. */
public final class KarpathyRows {
    /** The column with the path of an image: {@code filepath/filename}, or the name alone where there is no folder. */
    public static final String PATH = "path";

    private KarpathyRows() {}

    /** Reads rows: the fields of the images, {@link #PATH}, and the sentences as they were written as the captions. */
    public static void read(String source, Reader text, RowSink rows) throws IOException {
        JsonRows.elements(source, text, "images", (image, where) -> {
            JsonNode name = image.path("filename");
            if (!name.isTextual()) {
                rows.bad(where, "an image without filename, expected one");
                return;
            }
            List<String> captions = new ArrayList<>();
            for (JsonNode sentence : image.path("sentences")) {
                if (sentence.path("raw").isTextual()) {
                    captions.add(sentence.path("raw").textValue());
                }
            }
            String folder = image.path("filepath").asText("");
            Map<String, List<String>> columns = Row.of(image).columns();
            columns.put(PATH, List.of(folder.isEmpty() ? name.textValue() : folder + "/" + name.textValue()));
            columns.put(CocoRows.CAPTION, captions);
            rows.row(new Row(columns));
        });
    }
}
