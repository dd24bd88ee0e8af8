package dev.diptych.export.onnx.graph;

import dev.diptych.export.onnx.wire.Content;
import dev.diptych.export.onnx.wire.Message;
import dev.diptych.nn.tensor.Float16;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** A graph that is being put together: nodes in the order in which they can run. Names are unique in it. */
public final class Graph {
    private final int opset;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Initializer> initializers = new LinkedHashMap<>();
    private final List<Message> inputs = new ArrayList<>();
    private final List<Message> outputs = new ArrayList<>();
    private final Map<String, Integer> names = new HashMap<>();

    /** @param opset the version of ONNX's operators, 17 or 18 */
    public Graph(int opset) {
        this.opset = opset;
    }

    /** Declares what the caller gives. */
    public String input(String name, ElementType type, Axis... axes) {
        inputs.add(value(unique(name), type, axes));
        return name;
    }

    /** Declares that the caller gets the value of this name. */
    public void output(String name, ElementType type, Axis... axes) {
        outputs.add(value(name, type, axes));
    }

    /** Adds a node for its one result, which gets the name, or one like it where that is taken. */
    public String node(String type, String name, List<Attribute> attributes, String... operands) {
        return nodes(type, List.of(name), attributes, operands).get(0);
    }

    /** The same without attributes. */
    public String node(String type, String name, String... operands) {
        return node(type, name, List.of(), operands);
    }

    /** Adds a node of several results. */
    public List<String> nodes(String type, List<String> names, List<Attribute> attributes, String... operands) {
        List<String> results = names.stream().map(this::unique).toList();
        nodes.add(new Node(type, List.of(operands), results, attributes));
        return results;
    }

    /** The mean, length or the like of one axis of {@code x}, which stays with a size of 1. */
    public String reduce(String type, String name, int axis, String x) {
        Attribute keep = Attribute.of("keepdims", 1);
        boolean asInput = opset >= 18; // where ONNX moved it
        return asInput
                ? node(type, name, List.of(keep), x, numbers(axis))
                : node(type, name, List.of(keep, Attribute.list("axes", axis)), x);
    }

    /**
     * Gives the result of the node that was added last another name, which nothing has.
     *
     * @return that name, or one like it where it is taken
     */
    public String named(String result, String name) {
        int last = nodes.size() - 1;
        if (!nodes.get(last).outputs().equals(List.of(result))) {
            throw new IllegalStateException("graph: " + result + ": not the result of the last node, expected that");
        }
        String given = unique(name);
        nodes.set(last, nodes.get(last).resultingIn(given));
        return given;
    }

    /** Adds constants, unless they are there; returns what they are called, the name or one like it where it is taken. */
    public String constants(String name, ElementType type, List<Integer> shape, Content data) {
        return initializers
                .computeIfAbsent(name, key -> new Initializer(unique(key), type, shape, data))
                .name();
    }

    /** int64 [N]. */
    public String numbers(long... values) {
        return numbers("numbers." + named(values), List.of(values.length), values);
    }

    /** int64 []. */
    public String number(long value) {
        return numbers("number." + named(value), List.of(), value);
    }

    /** float32 []. */
    public String real(float value) {
        return real(value, ElementType.FLOAT);
    }

    /** A number without axes. @param type float32 or float16 */
    public String real(float value, ElementType type) {
        boolean half = type == ElementType.FLOAT16;
        ByteBuffer bytes = buffer(type.bytes());
        Content data = Content.of((half ? bytes.putShort(Float16.of(value)) : bytes.putFloat(value)).array());
        return constants((half ? "half." : "real.") + value, type, List.of(), data);
    }

    /** float32 of a shape, row-major. */
    public String reals(String name, List<Integer> shape, float... values) {
        ByteBuffer bytes = buffer(Float.BYTES * values.length);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return constants(name, ElementType.FLOAT, shape, Content.of(bytes.array()));
    }

    private String numbers(String name, List<Integer> shape, long... values) {
        ByteBuffer bytes = buffer(Long.BYTES * values.length);
        Arrays.stream(values).forEach(bytes::putLong);
        return constants(name, ElementType.INT64, shape, Content.of(bytes.array()));
    }

    private static String named(long... values) {
        return String.join("_", LongStream.of(values).mapToObj(Long::toString).toList());
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    int opset() {
        return opset;
    }

    List<Initializer> initializers() {
        return List.copyOf(initializers.values());
    }

    /**
     * {@code GraphProto}.
     *
     * @param constants its initializers
     */
    Message message(List<Message> constants) {
        Message message = new Message();
        nodes.forEach(node -> message.part(1, node.message()));
        message.text(2, "diptych");
        constants.forEach(constant -> message.part(5, constant));
        inputs.forEach(input -> message.part(11, input));
        outputs.forEach(output -> message.part(12, output));
        return message;
    }

    /** {@code ValueInfoProto}. */
    private static Message value(String name, ElementType type, Axis... axes) {
        Message shape = new Message();
        Arrays.stream(axes).forEach(axis -> shape.part(1, axis.message()));
        Message tensor = new Message().number(1, type.number()).part(2, shape);
        return new Message().text(1, name).part(2, new Message().part(1, tensor));
    }

    private String unique(String name) {
        String plain = name.replace(' ', '_').replace('#', '_');
        int count = names.merge(plain, 1, Integer::sum);
        return count == 1 ? plain : unique(plain + "_" + count);
    }
}
