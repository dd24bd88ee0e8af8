package dev.diptych.config;

import dev.diptych.config.Value.Entries;
import dev.diptych.config.Value.Entry;
import dev.diptych.config.Value.Items;
import dev.diptych.config.Value.Kind;
import dev.diptych.config.Value.Scalar;
import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Turns YAML text into {@link Value}s: one document, core schema, no duplicate keys, no recursion. */
final class YamlReader {
    /** Aliases can multiply a small file without end; no experiment needs more nodes than this. */
    private static final int MAX_NODES = 100_000;

    /** The composer calls itself for every level, so that a file of brackets would use up the stack. */
    private static final int MAX_DEPTH = 64;

    private final String source;
    private final boolean override;
    private final Problems problems;
    private int nodes;

    private YamlReader(String source, boolean override, Problems problems) {
        this.source = source;
        this.override = override;
        this.problems = problems;
    }

    /** Reads a file's text. Throws {@link ConfigException} where it is not YAML; duplicate keys become problems. */
    static Value file(String source, String text, Problems problems) {
        return new YamlReader(source, false, problems).read(text, "");
    }

    /** Reads the value of an override, in which a bad spelling is reported under its key path. */
    static Value override(String path, String text, Problems problems) {
        return new YamlReader(Place.override().source(), true, problems).read(text, path);
    }

    private Value read(String text, String path) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(source)
                .setSchema(new CoreSchema())
                .setUseMarks(true)
                .build();
        try {
            checkDepth(settings, text, path);
            Node root = new Compose(settings).composeString(text).orElse(null);
            Place start = override ? Place.override() : new Place(source, 1);
            return root == null ? new Scalar(start, Kind.NOTHING, "") : value(root, path);
        } catch (MarkedYamlEngineException e) {
            Place place = e.getProblemMark().map(this::at).orElse(new Place(source, 0));
            throw fatal(place, path, "not YAML: " + oneLine(e.getProblem()));
        } catch (YamlEngineException e) {
            throw fatal(new Place(source, 0), path, "not YAML: " + oneLine(String.valueOf(e.getMessage())));
        }
    }

    /** Reads the events alone, for which no stack is needed. */
    private void checkDepth(LoadSettings settings, String text, String path) {
        int depth = 0;
        for (Event event : new Parse(settings).parseString(text)) {
            if (event instanceof CollectionStartEvent start && ++depth > MAX_DEPTH) {
                Place place = start.getStartMark().map(this::at).orElse(new Place(source, 0));
                throw fatal(place, path, "nested " + depth + " levels deep, expected at most " + MAX_DEPTH);
            }
            if (event instanceof CollectionEndEvent) {
                depth--;
            }
        }
    }

    private Value value(Node node, String path) {
        Place place = node.getStartMark().map(this::at).orElse(new Place(source, 0));
        if (++nodes > MAX_NODES || node.isRecursive()) {
            throw fatal(place, path, "aliases without end, expected at most " + MAX_NODES + " values");
        }
        if (node instanceof MappingNode mapping) {
            return entries(mapping, place, path);
        }
        if (node instanceof SequenceNode sequence) {
            List<Value> values = new ArrayList<>();
            for (Node item : sequence.getValue()) {
                values.add(value(item, path + "[" + values.size() + "]"));
            }
            return new Items(place, values);
        }
        ScalarNode scalar = (ScalarNode) node;
        return new Scalar(place, kind(scalar.getTag()), scalar.getValue());
    }

    private Entries entries(MappingNode mapping, Place place, String path) {
        Entries entries = Entries.empty(place);
        for (NodeTuple tuple : mapping.getValue()) {
            Place keyPlace = tuple.getKeyNode().getStartMark().map(this::at).orElse(place);
            if (!(tuple.getKeyNode() instanceof ScalarNode scalar)) {
                throw fatal(keyPlace, path, "a list or mapping as a key, expected a word");
            }
            String key = scalar.getValue();
            String keyPath = (path.isEmpty() ? "" : path + ".") + Shown.name(key);
            Entry earlier = entries.byKey().get(key);
            if (earlier == null) {
                entries.byKey().put(key, new Entry(keyPlace, value(tuple.getValueNode(), keyPath)));
            } else {
                problems.add(keyPlace, keyPath, "given twice, expected once; it stands also at " + earlier.place());
            }
        }
        return entries;
    }

    private Place at(Mark mark) {
        return override ? Place.override() : new Place(source, mark.getLine() + 1);
    }

    private static Kind kind(Tag tag) {
        if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
            return Kind.NUMBER;
        }
        if (tag.equals(Tag.BOOL)) {
            return Kind.FLAG;
        }
        return tag.equals(Tag.NULL) ? Kind.NOTHING : Kind.TEXT;
    }

    private static ConfigException fatal(Place place, String path, String complaint) {
        return new ConfigException(List.of(place + ": " + (path.isEmpty() ? "" : path + ": ") + complaint));
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }
}
