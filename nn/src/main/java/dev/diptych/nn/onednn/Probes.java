package dev.diptych.nn.onednn;

import dev.diptych.nn.onednn.isa.InstructionSet;
import dev.diptych.nn.probe.FastPrimitives;
import dev.diptych.nn.probe.Probe;
import dev.diptych.nn.tensor.DType;
import java.util.ArrayList;
import java.util.List;

/** What a self-test runs. It is made by its name, in a process of its own, so it needs a constructor without parameters. */
interface Probes {
    List<Probe> on(InstructionSet set);

    /** Every fast primitive in every type that oneDNN computes in. */
    final class Fast implements Probes {
        @Override
        public List<Probe> on(InstructionSet set) {
            List<Probe> probes = new ArrayList<>(FastPrimitives.in(DType.FLOAT32));
            if (set.quantizes()) {
                probes.addAll(FastPrimitives.inIntegers());
            }
            if (set.computes(DType.BFLOAT16)) {
                probes.addAll(FastPrimitives.in(DType.BFLOAT16));
            }
            return probes;
        }
    }
}
