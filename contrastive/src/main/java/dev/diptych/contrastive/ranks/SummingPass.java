package dev.diptych.contrastive.ranks;

import dev.diptych.nn.engine.Op;
import dev.diptych.nn.program.Program;
import java.util.ArrayList;
import java.util.List;

/** A backward pass in which each part of the gradients begins to be added up over the ranks as soon as it is final. */
public final class SummingPass {
    private final GradientParts parts;
    private final Exchange exchange;
    private final List<Stretch> stretches = new ArrayList<>();

    /**
     * @param program of which the pass is the end
     * @param from its first step
     * @param parts begun in their order; {@link Exchange#finish} ends them
     */
    public SummingPass(Program program, int from, GradientParts parts, Exchange exchange) {
        this.parts = parts;
        this.exchange = exchange;
        int[] ends = parts.ends(program.primitives());
        int at = from;
        int part = 0;
        while (at < program.size()) {
            int first = part;
            while (part < ends.length && ends[part] <= at) {
                part++;
            }
            int to = part < ends.length ? ends[part] : program.size();
            stretches.add(new Stretch(first, part, program.part(at, to)));
            at = to;
        }
        stretches.add(new Stretch(part, ends.length, () -> {}));
    }

    /**
     * Some of the program's steps.
     *
     * @param first the first of the parts that are final before them
     * @param end one past the last
     */
    private record Stretch(int first, int end, Op steps) {}

    public void run() {
        for (Stretch stretch : stretches) {
            for (int part = stretch.first; part < stretch.end; part++) {
                parts.begin(part, exchange);
            }
            stretch.steps.run();
        }
    }
}
