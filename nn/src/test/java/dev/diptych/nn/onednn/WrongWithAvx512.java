package dev.diptych.nn.onednn;

import dev.diptych.nn.onednn.isa.InstructionSet;
import dev.diptych.nn.probe.Probe;
import dev.diptych.nn.tape.Add;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;

/** A primitive that answers wrongly with AVX-512 and all that extends it. */
final class WrongWithAvx512 implements Probes {
    @Override
    public List<Probe> on(InstructionSet set) {
        return List.of(new Probe("broken copy", rig -> {
            Tensor x = rig.normal(DType.FLOAT32, 1);
            Tensor out = rig.normal(DType.FLOAT32, 1);
            Tensor other = rig.normal(DType.FLOAT32, 1);
            rig.run(new Add(x, other, true));
            rig.run(new Add(set.contains(InstructionSet.AVX512_CORE) ? other : x, out, false));
            rig.require(DType.FLOAT32, out, rig.drawn(x));
        }));
    }
}
