package dev.diptych.cli.search;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.cli.session.Session;
import dev.diptych.search.Hit;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** What a search found, as a table or as JSON. */
final class HitLines {
    private static final String SEPARATOR = ", ";
    private static final String CUT = "…";

    private final Session session;
    private final boolean json;

    HitLines(Session session, boolean json) {
        this.session = session;
        this.json = json;
    }

    /** Prints the hits of one query. @param named whether the table says which */
    void print(String query, List<Hit> hits, boolean named) {
        PrintWriter out = session.out();
        if (json) {
            hits.forEach(hit -> out.println(object(query, hit)));
            return;
        }
        if (named) {
            out.println(query + ":");
        }
        if (hits.isEmpty()) {
            session.note("none found" + (named ? ": " + query : ""));
        }
        int key = hits.stream().mapToInt(hit -> hit.key().length()).max().orElse(0);
        int rank = Integer.toString(hits.size()).length();
        for (Hit hit : hits) {
            String start = String.format(
                    Locale.ROOT,
                    "%" + rank + "d  %.4f  %-" + Math.max(1, key) + "s",
                    hit.rank(),
                    hit.score(),
                    hit.key());
            out.println(
                    fit(start + "  " + String.join(SEPARATOR, hit.captions())).stripTrailing());
        }
        if (named) {
            out.println();
        }
    }

    /** Cut to a terminal's width; what goes elsewhere stays whole. */
    private String fit(String line) {
        int columns = session.surroundings().columns();
        return !session.surroundings().terminal() || line.length() <= columns
                ? line
                : line.substring(0, columns - CUT.length()) + CUT;
    }

    private static ObjectNode object(String query, Hit hit) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("query", query).put("rank", hit.rank()).put("row", hit.row()).put("score", hit.score());
        object.put("key", hit.key());
        hit.captions().forEach(object.putArray("captions")::add);
        object.put("source", hit.source());
        ObjectNode metadata = object.putObject("metadata");
        hit.metadata().forEach((field, values) -> {
            if (values.size() == 1) {
                metadata.put(field, values.get(0));
            } else {
                ArrayNode list = metadata.putArray(field);
                values.forEach(list::add);
            }
        });
        return object;
    }
}
