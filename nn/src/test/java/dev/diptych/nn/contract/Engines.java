package dev.diptych.nn.contract;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.diptych.nn.engine.Device;
import dev.diptych.nn.engine.DeviceProvider;
import dev.diptych.nn.engine.Devices;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.onednn.OneDnnEngine;
import dev.diptych.nn.onednn.SelfTest;
import dev.diptych.nn.onednn.isa.InstructionSet;
import dev.diptych.nn.tensor.DType;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;

/**
 * The engines that must meet the contract: that of this module, those that the module under test provides, and every
 * usable device that the class path brings. The system property {@code diptych.contract.engines}, a regular expression,
 * leaves out others.
 */
final class Engines {
    private Engines() {}

    static Stream<Named<Supplier<Engine>>> all() {
        Stream<Named<Supplier<Engine>>> own = Stream.of(engine("onednn", OneDnnEngine::new));
        Stream<Named<Supplier<Engine>>> devices = ServiceLoader.load(DeviceProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> !provider.name().equals("cpu")) // which is onednn
                .flatMap(Engines::devices);
        Stream<Named<Supplier<Engine>>> others = ServiceLoader.load(EngineUnderTest.class).stream()
                .map(ServiceLoader.Provider::get)
                .map(other -> engine(other.engine(), other));
        String wanted = System.getProperty("diptych.contract.engines", ".*");
        return Stream.of(own, others, devices)
                .flatMap(all -> all)
                .filter(named -> named.getName().matches(wanted));
    }

    /** Skips what is left of a test where oneDNN has no kernels for a type: bfloat16 below AVX-512. */
    static void assumeComputes(Engine engine, DType dtype) {
        if (engine instanceof OneDnnEngine && dtype == DType.BFLOAT16) {
            InstructionSet set = SelfTest.verdict().inForce();
            assumeTrue(set.computes(dtype), () -> "no bfloat16 in " + set);
        }
    }

    private static Stream<Named<Supplier<Engine>>> devices(DeviceProvider provider) {
        List<Device> devices = provider.devices();
        return IntStream.range(0, devices.size())
                .filter(number -> devices.get(number).usable())
                .mapToObj(number -> engine(devices.get(number).name(), () -> provider.open(number, Devices.threads())));
    }

    private static Named<Supplier<Engine>> engine(String name, Supplier<Engine> engine) {
        return Named.of(name, engine);
    }
}
