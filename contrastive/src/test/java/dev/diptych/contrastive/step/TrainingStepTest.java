package dev.diptych.contrastive.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.contrastive.loss.LossKind;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.nd4j.Nd4jEngine;
import dev.diptych.nn.onednn.OneDnnEngine;
import dev.diptych.nn.tape.Precision;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TrainingStepTest {
    @ParameterizedTest
    @EnumSource(LossKind.class)
    void learnsABatchByHeart(LossKind loss) {
        try (OneDnnEngine engine = new OneDnnEngine()) {
            Tiny tiny = new Tiny(engine, loss, Tiny.CONTEXT);
            float first = tiny.step();
            float last = first;
            for (int i = 0; i < 150; i++) {
                last = tiny.step();
            }
            assertThat(last).isLessThan(first / 4);
        }
    }

    @Test
    void shortProgramsGiveTheGradientsOfTheWholeContext() {
        try (Engine engine = Unpacked.of(new OneDnnEngine())) {
            Tiny tiny = new Tiny(engine, LossKind.CLIP, 7);
            float loss = tiny.run(7);
            List<float[]> gradients = gradients(tiny);
            float whole = tiny.run(Tiny.CONTEXT);
            List<float[]> expected = gradients(tiny);

            // Only the order of the same sums differs: the masked tokens add exact zeros.
            assertThat(loss).isCloseTo(whole, within(1e-6f));
            for (int i = 0; i < expected.size(); i++) {
                assertThat(gradients.get(i)).containsExactly(expected.get(i), within(1e-6f));
            }
        }
    }

    @Test
    void twentyStepsAgreeWithTheReferenceEngine() {
        try (OneDnnEngine engine = new OneDnnEngine();
                Nd4jEngine reference = new Nd4jEngine()) {
            Tiny tiny = new Tiny(engine, LossKind.CLIP, 12);
            Tiny expected = new Tiny(reference, LossKind.CLIP, 12);
            for (int i = 0; i < 20; i++) {
                // Both are float32 with sums in different orders; Adam divides by roots of tiny second moments in the
                // first steps, which turns rounding of 1e-7 into differences of 1e-5 in the weights.
                assertThat(tiny.step()).as("step " + i).isCloseTo(expected.step(), within(2e-3f));
            }
        }
    }

    @Test
    void twentyStepsInBFloat16AgreeWithTheReferenceEngine() {
        try (OneDnnEngine engine = new OneDnnEngine();
                Nd4jEngine reference = new Nd4jEngine()) {
            Tiny tiny = new Tiny(engine, LossKind.CLIP, 12, Precision.AMP_BF16, StepOptions.DEFAULT);
            Tiny expected = new Tiny(reference, LossKind.CLIP, 12, Precision.AMP_BF16, StepOptions.DEFAULT);
            for (int i = 0; i < 20; i++) {
                // Sums in different orders round to different bfloat16 neighbours, 2^-8 = 4e-3 apart; the loss starts
                // near 2 and adds up logits that are 14 times the cosines.
                assertThat(tiny.step()).as("step " + i).isCloseTo(expected.step(), within(5e-2f));
            }
        }
    }

    @Test
    void bfloat16LearnsAsFloat32Does() {
        try (OneDnnEngine engine = new OneDnnEngine()) {
            Tiny wide = new Tiny(engine, LossKind.CLIP, 12);
            Tiny narrow = new Tiny(engine, LossKind.CLIP, 12, Precision.AMP_BF16, StepOptions.DEFAULT);
            for (int i = 0; i < 20; i++) {
                assertThat(narrow.step()).as("step " + i).isCloseTo(wide.step(), within(5e-2f));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = Precision.class, names = "INT8", mode = EnumSource.Mode.EXCLUDE)
    void sameSeedGivesTheSameBits(Precision precision) {
        List<float[]> runs = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            try (OneDnnEngine engine = new OneDnnEngine()) {
                Tiny tiny = new Tiny(engine, LossKind.CLIP, Tiny.CONTEXT, precision, StepOptions.DEFAULT);
                for (int i = 0; i < 5; i++) {
                    tiny.step();
                }
                runs.add(tiny.values(tiny.model.values(), "visual.proj"));
            }
        }
        assertThat(runs.get(0)).containsExactly(runs.get(1));
    }

    @ParameterizedTest
    @EnumSource(value = Precision.class, names = "INT8", mode = EnumSource.Mode.EXCLUDE)
    void allocatesNothingOnceWarm(Precision precision) {
        try (OneDnnEngine engine = new OneDnnEngine()) {
            Tiny tiny = new Tiny(engine, LossKind.CLIP, Tiny.CONTEXT, precision, StepOptions.DEFAULT);
            tiny.assertStepsAllocateNothing();
        }
    }

    private static List<float[]> gradients(Tiny tiny) {
        return tiny.gradients.tensors().keySet().stream()
                .map(name -> tiny.values(tiny.gradients, name))
                .toList();
    }
}
