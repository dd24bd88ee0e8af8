package dev.diptych.contrastive.ranks;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.engine.PeerDevices;
import dev.diptych.nn.engine.Peering;
import dev.diptych.nn.tensor.Tensor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An engine whose device the host cannot reach into, but which is connected with those of the other ranks. */
public final class ConnectedEngine {
    private static final byte[] INVITATION = {1, -2, 3};

    private ConnectedEngine() {}

    /** @param ranks by which the devices are connected in truth */
    public static Engine of(Engine engine, Ranks ranks) {
        return (Engine) Proxy.newProxyInstance(
                ConnectedEngine.class.getClassLoader(), new Class<?>[] {Engine.class}, (self, method, arguments) -> {
                    switch (method.getName()) {
                        case "host":
                            return null;
                        case "peering":
                            return new Devices(engine, ranks);
                        case "region":
                            return of(engine.region(), ranks);
                        default:
                            return invoked(() -> method.invoke(engine, arguments));
                    }
                });
    }

    private interface Call {
        @Nullable
        Object run() throws ReflectiveOperationException;
    }

    private static @Nullable Object invoked(Call call) throws Throwable {
        try {
            return call.run();
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private record Devices(Engine engine, Ranks ranks, List<FloatBuffer> begun) implements Peering, PeerDevices {
        Devices(Engine engine, Ranks ranks) {
            this(engine, ranks, new ArrayList<>());
        }

        @Override
        public byte[] invitation() {
            if (!ranks.first()) {
                throw new IllegalStateException("one invites");
            }
            return INVITATION.clone();
        }

        @Override
        public PeerDevices join(byte[] invitation, int rank, int size) {
            if (!Arrays.equals(invitation, INVITATION) || rank != ranks.rank() || size != ranks.size()) {
                throw new IllegalArgumentException("another invitation");
            }
            return this;
        }

        @Override
        public void gather(Tensor own, Tensor all) {
            ranks.gather(values(own), values(all));
        }

        @Override
        public void sumShares(Tensor all, Tensor own) {
            float[] sums = new float[Math.toIntExact(own.shape().elements())];
            FloatBuffer room = ByteBuffer.allocateDirect(sums.length * Float.BYTES)
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer();
            ranks.sumShares(values(all), room);
            room.get(sums);
            engine.write(own, sums);
        }

        @Override
        public void beginSum(Tensor values) {
            begun.add(values(values));
        }

        @Override
        public void finishSums() {
            begun.forEach(ranks::sum);
            begun.clear();
        }

        private FloatBuffer values(Tensor tensor) {
            return Objects.requireNonNull(engine.host(tensor));
        }
    }
}
