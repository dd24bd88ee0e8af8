package dev.diptych.export.onnx.graph;

import dev.diptych.export.onnx.wire.Message;

/** An axis of an input or output: of a size, or of any size under a name. */
public final class Axis {
    private final Message message;

    private Axis(Message message) {
        this.message = message;
    }

    public static Axis of(int size) {
        return new Axis(new Message().number(1, size));
    }

    /** Of any size, the same wherever the name is. */
    public static Axis named(String name) {
        return new Axis(new Message().text(2, name));
    }

    Message message() {
        return message;
    }
}
