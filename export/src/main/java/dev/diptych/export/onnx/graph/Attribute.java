package dev.diptych.export.onnx.graph;

import dev.diptych.export.onnx.wire.Message;

/** A setting of a node: {@code AttributeProto}. */
public final class Attribute {
    private static final int NAME = 1;
    private static final int TYPE = 20;

    private final Message message;

    private Attribute(String name, int type) {
        this.message = new Message().text(NAME, name).number(TYPE, type);
    }

    public static Attribute of(String name, long value) {
        Attribute attribute = new Attribute(name, 2);
        attribute.message.number(3, value);
        return attribute;
    }

    public static Attribute of(String name, float value) {
        Attribute attribute = new Attribute(name, 1);
        attribute.message.real(2, value);
        return attribute;
    }

    public static Attribute of(String name, String value) {
        Attribute attribute = new Attribute(name, 3);
        attribute.message.text(4, value);
        return attribute;
    }

    /** Several numbers. */
    public static Attribute list(String name, long... values) {
        Attribute attribute = new Attribute(name, 7);
        for (long value : values) {
            attribute.message.number(8, value);
        }
        return attribute;
    }

    /** The type that a {@code Cast} makes. */
    public static Attribute to(ElementType type) {
        return of("to", type.number());
    }

    Message message() {
        return message;
    }
}
