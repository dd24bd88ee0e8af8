package dev.diptych.contrastive.step;

import dev.diptych.nn.engine.Engine;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Objects;

/** An engine that is the same but for not asking to have sequences packed. */
final class Unpacked {
    private Unpacked() {}

    /** Closing it closes {@code engine}. */
    static Engine of(Engine engine) {
        return (Engine) Proxy.newProxyInstance(
                Unpacked.class.getClassLoader(), new Class<?>[] {Engine.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("packsSequences")) {
                        return false;
                    }
                    try {
                        Object result = method.invoke(engine, arguments);
                        return method.getName().equals("region") ? of((Engine) result) : result;
                    } catch (InvocationTargetException e) {
                        throw Objects.requireNonNull(e.getCause());
                    }
                });
    }
}
