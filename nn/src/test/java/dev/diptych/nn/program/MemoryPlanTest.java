package dev.diptych.nn.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.nn.contract.TwoTowers;
import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Role;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Storage;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class MemoryPlanTest {
    private record Step(List<Tensor> reads, List<Tensor> writes) implements Primitive {}

    private record Life(Storage storage, int first, int last) {}

    @Test
    void sharesBytesOfStoragesThatNeverMeet() {
        List<Tensor> chain = tensors(32, 32, 32, 32, 32);
        List<Primitive> steps = new ArrayList<>();
        for (int i = 0; i + 1 < chain.size(); i++) {
            steps.add(new Step(List.of(chain.get(i)), List.of(chain.get(i + 1))));
        }
        MemoryPlan plan = MemoryPlan.of(steps, DType.FLOAT32);
        assertThat(plan.elements()).isEqualTo(2 * 32);
        assertThat(plan.unsharedBytes()).isEqualTo(5 * 32 * 4);
        assertNoneOverlap(steps, "chain");
    }

    @Test
    void keepsAStorageFromItsFirstStepToItsLast() {
        List<Tensor> t = tensors(16, 16, 16, 16);
        List<Primitive> steps = List.of(
                new Step(List.of(), List.of(t.get(0))),
                new Step(List.of(t.get(0)), List.of(t.get(1))),
                new Step(List.of(t.get(1)), List.of(t.get(2))),
                new Step(List.of(t.get(2), t.get(0)), List.of(t.get(3))));
        assertThat(MemoryPlan.of(steps, DType.FLOAT32).elements()).isEqualTo(3 * 16);
        assertNoneOverlap(steps, "kept");
    }

    @Test
    void keepsScratchThatOneStepWritesApartFromWhatItReads() {
        List<Tensor> t = tensors(16, 16, 16);
        List<Primitive> steps = List.of(new Step(List.of(t.get(0)), List.of(t.get(1), t.get(2))));
        assertThat(MemoryPlan.of(steps, DType.FLOAT32).elements()).isEqualTo(3 * 16);
    }

    @Test
    void countsEveryViewAsItsStorage() {
        Tensor packed = tensors(4 * 12).get(0).reshape(4, 12);
        List<Tensor> t = tensors(16, 16);
        List<Primitive> steps = List.of(
                new Step(List.of(), List.of(packed.columns(0, 4))),
                new Step(List.of(), List.of(t.get(0))),
                new Step(List.of(packed.columns(8, 4), t.get(0)), List.of(t.get(1))));
        assertNoneOverlap(steps, "views");
    }

    @Test
    void placesActivationsAlone() {
        List<Tensor> others = new ArrayList<>();
        for (Role role : Role.values()) {
            others.add(Tensor.create(role.name(), DType.FLOAT32, role, Shape.of(3)));
        }
        Map<Storage, Long> offsets = MemoryPlan.of(List.of(new Step(others, List.of())), DType.FLOAT32)
                .offsets();
        assertThat(offsets.keySet()).extracting(Storage::role).containsExactly(Role.ACTIVATION);
    }

    @Test
    void startsEveryStorageOnACacheLine() {
        List<Tensor> t = tensors(1, 17, 33, 5);
        MemoryPlan plan = MemoryPlan.of(List.of(new Step(t, List.of())), DType.FLOAT32);
        assertThat(plan.offsets().values()).allMatch(offset -> offset % 16 == 0);
    }

    @Test
    void takesNothingForAProgramWithoutActivations() {
        assertThat(MemoryPlan.of(List.of(), DType.FLOAT32).elements()).isZero();
    }

    @Test
    void neverOverlapsStoragesThatLiveTogether() {
        for (long seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            List<Tensor> all = new ArrayList<>();
            List<Primitive> steps = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                List<Tensor> reads = new ArrayList<>();
                for (int j = 0; j < 3 && !all.isEmpty(); j++) {
                    int age = Math.min(all.size(), 1 + random.nextInt(random.nextInt(4) == 0 ? 40 : 4));
                    reads.add(all.get(all.size() - age));
                }
                List<Tensor> writes = tensors(1 + random.nextInt(200));
                all.addAll(writes);
                steps.add(new Step(reads, writes));
            }
            assertNoneOverlap(steps, "seed " + seed);
        }
    }

    @Test
    void neverOverlapsActivationsOfATrainingStep() {
        Tape tape = Tape.training();
        new TwoTowers().record(tape, true, true);
        tape.backward();
        assertNoneOverlap(tape.recorded().steps(), "two towers");
        MemoryPlan plan = MemoryPlan.of(tape.recorded().steps(), DType.FLOAT32);
        assertThat(plan.bytes()).isLessThan(plan.unsharedBytes() / 2);
    }

    @Test
    void neverOverlapsActivationsOfACheckpointedTrainingStep() {
        Tape tape = Tape.training();
        tape.checkpointBlocks();
        new TwoTowers().record(tape, true, true);
        tape.backward();
        assertNoneOverlap(tape.recorded().steps(), "two towers");
    }

    private static List<Tensor> tensors(int... elements) {
        List<Tensor> tensors = new ArrayList<>();
        for (int count : elements) {
            tensors.add(Tensor.create("t", DType.FLOAT32, Role.ACTIVATION, Shape.of(count)));
        }
        return tensors;
    }

    private static void assertNoneOverlap(List<Primitive> steps, String program) {
        MemoryPlan plan = MemoryPlan.of(steps, DType.FLOAT32);
        List<Life> lives = lives(steps);
        assertThat(plan.offsets()).hasSize(lives.size());
        for (Life a : lives) {
            long start = plan.offsets().getOrDefault(a.storage, -1L);
            assertThat(start).as(program).isNotNegative();
            assertThat(start + a.storage.elements()).as(program).isLessThanOrEqualTo(plan.elements());
            for (Life b : lives) {
                if (a != b && a.first <= b.last && b.first <= a.last) {
                    long other = plan.offsets().getOrDefault(b.storage, -1L);
                    boolean apart = start + a.storage.elements() <= other || other + b.storage.elements() <= start;
                    assertThat(apart)
                            .as("%s: %s at %d, %s at %d", program, a, start, b, other)
                            .isTrue();
                }
            }
        }
    }

    private static List<Life> lives(List<Primitive> steps) {
        Map<Storage, Life> lives = new HashMap<>();
        for (int i = 0; i < steps.size(); i++) {
            int step = i;
            List<Tensor> tensors = new ArrayList<>(steps.get(i).reads());
            tensors.addAll(steps.get(i).writes());
            for (Tensor tensor : tensors) {
                Storage storage = tensor.storage();
                if (storage.role() == Role.ACTIVATION) {
                    lives.merge(storage, new Life(storage, step, step), (a, b) -> new Life(storage, a.first, step));
                }
            }
        }
        return List.copyOf(lives.values());
    }
}
