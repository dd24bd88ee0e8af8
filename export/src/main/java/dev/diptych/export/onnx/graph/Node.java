package dev.diptych.export.onnx.graph;

import dev.diptych.export.onnx.wire.Message;
import java.util.List;

/**
 * One operation: {@code NodeProto}. It is named as the first of its results.
 *
 * @param type the operator, of ONNX's own
 * @param outputs one at least
 */
record Node(String type, List<String> inputs, List<String> outputs, List<Attribute> attributes) {
    Message message() {
        Message message = new Message();
        inputs.forEach(name -> message.text(1, name));
        outputs.forEach(name -> message.text(2, name));
        message.text(3, outputs.get(0)).text(4, type);
        attributes.forEach(attribute -> message.part(5, attribute.message()));
        return message;
    }

    /** The same with another first result. */
    Node resultingIn(String name) {
        return new Node(type, inputs, List.of(name), attributes);
    }
}
