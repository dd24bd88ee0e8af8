package dev.diptych.export.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.config.json.JsonSection;
import dev.diptych.nn.op.Activation;
import java.util.Map;
import java.util.Optional;

/** A tower's activation, as {@code quick_gelu} and {@code act_kwargs} tell it. */
final class ActivationJson {
    private static final String KEY = "act_kwargs";

    private ActivationJson() {}

    /** @param standard the tower's where it says nothing of its own */
    static Activation.Kind read(JsonSection tower, Activation.Kind standard) {
        JsonSection keys = tower.section(KEY, false);
        Optional<String> approximate = keys.text("approximate");
        keys.rejectOthers(Map.of());
        if (approximate.isEmpty()) {
            return standard;
        }
        if (standard == Activation.Kind.QUICK_GELU) {
            tower.reject(KEY, "none beside quick_gelu, which approximates nothing");
            return standard;
        }
        return switch (approximate.get()) {
            case "none" -> Activation.Kind.GELU;
            case "tanh" -> Activation.Kind.GELU_TANH;
            default -> {
                keys.reject("approximate", "none or tanh");
                yield standard;
            }
        };
    }

    /** @param standard what reading takes where nothing is said */
    static void write(ObjectNode tower, Activation.Kind kind, Activation.Kind standard) {
        if (kind != standard) {
            tower.putObject(KEY).put("approximate", kind == Activation.Kind.GELU_TANH ? "tanh" : "none");
        }
    }
}
