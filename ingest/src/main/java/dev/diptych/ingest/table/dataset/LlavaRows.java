package dev.diptych.ingest.table.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import dev.diptych.ingest.caption.Row;
import dev.diptych.ingest.table.RowSink;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Rows out of LLaVA's conversations: the model's first answer is the caption of the image. */
public final class LlavaRows implements BiConsumer<JsonNode, String> {
    private static final String IMAGE_TAG = "<image>";

    private final RowSink rows;

    public LlavaRows(RowSink rows) {
        this.rows = rows;
    }

    /** Makes a row of one conversation: its fields, and the caption; one about several images is bad. */
    @Override
    public void accept(JsonNode conversation, String where) {
        if (!conversation.isObject()) {
            rows.bad(where, "no object, expected a conversation");
        } else if (conversation.path("image").size() > 1) {
            rows.bad(where, conversation.path("image").size() + " images, expected one that the caption is of");
        } else {
            Map<String, List<String>> columns = Row.of(conversation).columns();
            columns.put(CocoRows.CAPTION, answer(conversation.path("conversations")));
            rows.row(new Row(columns));
        }
    }

    private static List<String> answer(JsonNode turns) {
        for (JsonNode turn : turns) {
            if (turn.path("from").asText().equals("gpt")) {
                return List.of(
                        turn.path("value").asText().replace(IMAGE_TAG, " ").strip());
            }
        }
        return List.of();
    }
}
