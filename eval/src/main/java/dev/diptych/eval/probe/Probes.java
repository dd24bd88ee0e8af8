package dev.diptych.eval.probe;

import dev.diptych.eval.probe.fit.Probe;
import dev.diptych.eval.probe.lbfgs.LbfgsProbe;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The probes there are: {@link LbfgsProbe}, and those of other modules on the class path. */
public final class Probes {
    private Probes() {}

    /**
     * The probe of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Probe named(String name) {
        List<Probe> all = Stream.concat(
                        Stream.of(new LbfgsProbe()),
                        ServiceLoader.load(Probe.class).stream().map(ServiceLoader.Provider::get))
                .toList();
        return all.stream()
                .filter(probe -> probe.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("probe refused: '" + name + "', expected one of "
                        + all.stream().map(Probe::name).collect(Collectors.joining(", "))));
    }
}
