package dev.diptych.contrastive.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.contrastive.features.FeatureFile;
import dev.diptych.contrastive.loss.ClipLoss;
import dev.diptych.contrastive.loss.DistilledLoss;
import dev.diptych.contrastive.loss.Loss;
import dev.diptych.contrastive.loss.LossKind;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.onednn.OneDnnEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A loss that follows a teacher, through whole steps. */
final class DistillationTest {
    private static final Loss PLAIN = new ClipLoss(0);
    private static final double WEIGHT = 0.7;

    @Test
    void theLossIsThatOfThePairsAndTheDistanceFromTheTeacher() throws InterruptedException {
        try (Engine engine = new OneDnnEngine();
                ClipModel teacher = teacher(engine, 8)) {
            Tiny tiny = tiny(engine);
            double own = loss(tiny, PLAIN, null, 1);
            double distance =
                    (distance(tiny, tiny.model, teacher, true) + distance(tiny, tiny.model, teacher, false)) / 2;
            assertThat(distance).isGreaterThan(0.1);
            for (int parts : new int[] {1, 2}) {
                double both = loss(tiny, new DistilledLoss(PLAIN, WEIGHT), teacher, parts);
                assertThat(both).as(parts + " parts").isCloseTo(own + WEIGHT * distance, within(1e-4));
            }
        }
    }

    /** Beside its equal a student has nothing to learn from it: the gradient is that of the loss alone. */
    @Test
    void aTeacherThatIsTheStudentPullsNowhere() throws InterruptedException {
        try (Engine engine = new OneDnnEngine();
                ClipModel teacher = teacher(engine, 1)) {
            Tiny tiny = tiny(engine);
            loss(tiny, PLAIN, null, 1);
            List<float[]> alone = gradients(tiny, engine);
            loss(tiny, new DistilledLoss(PLAIN, 5), teacher, 1);
            assertAlike(gradients(tiny, engine), alone);
        }
    }

    @Test
    void microBatchesFollowTheTeacherAsTheWholeStepDoes() throws InterruptedException {
        try (Engine engine = new OneDnnEngine();
                ClipModel teacher = teacher(engine, 8)) {
            Tiny tiny = tiny(engine);
            Loss loss = new DistilledLoss(PLAIN, WEIGHT);
            loss(tiny, loss, teacher, 1);
            List<float[]> whole = gradients(tiny, engine);
            loss(tiny, loss, teacher, 2);
            assertAlike(gradients(tiny, engine), whole);
        }
    }

    /** What is kept is taken for the teacher's word: another teacher with the same file is not asked. */
    @Test
    void asksATeacherOfEachSampleOnce(@TempDir Path folder) throws IOException, InterruptedException {
        try (Engine engine = new OneDnnEngine();
                ClipModel teacher = teacher(engine, 8);
                ClipModel other = teacher(engine, 9)) {
            Tiny tiny = tiny(engine);
            Loss loss = new DistilledLoss(PLAIN, WEIGHT);
            double computed = loss(tiny, loss, teacher, 1);
            for (ClipModel asked : List.of(teacher, teacher, other)) {
                try (FeatureFile kept = FeatureFile.open(folder, "a.features", Tiny.CONFIG.embedDim(), line -> {})) {
                    assertThat(taughtLoss(tiny, loss, new Teacher(asked, Tiny.BATCH, 2, kept), 2))
                            .isCloseTo(computed, within(1e-6));
                }
            }
        }
    }

    @Test
    void refusesAWeightOfNothingAndTwoTeachers() {
        assertThatThrownBy(() -> new DistilledLoss(PLAIN, 0)).hasMessageContaining("weight of the teacher 0.0");
        assertThatThrownBy(() -> new DistilledLoss(new DistilledLoss(PLAIN, 1), 1))
                .hasMessageContaining("a teacher beside a teacher");
    }

    private static Tiny tiny(Engine engine) {
        return new Tiny(engine, LossKind.CLIP, PLAIN, StepOptions.DEFAULT);
    }

    /** Of seed 1, the student's own weights. */
    private static ClipModel teacher(Engine engine, long seed) {
        ClipModel teacher = new ClipModel(Tiny.CONFIG, LossKind.CLIP, engine);
        teacher.initialize(seed);
        return teacher;
    }

    private static double loss(Tiny tiny, Loss loss, @Nullable ClipModel teacher, int parts)
            throws InterruptedException {
        return taughtLoss(tiny, loss, teacher == null ? null : new Teacher(teacher, Tiny.BATCH, parts, null), parts);
    }

    private static double taughtLoss(Tiny tiny, Loss loss, @Nullable Teacher taught, int parts)
            throws InterruptedException {
        TrainingSteps steps = new TrainingSteps(
                tiny.model,
                loss,
                Tiny.BATCH,
                false,
                taught,
                tiny.gradients,
                new StepOptions(false, parts),
                () -> false);
        Batch batch = tiny.batch();
        int[] samples = IntStream.range(0, batch.size()).toArray();
        steps.run(StepInput.of(new Batch(batch.images(), batch.ids(), batch.ends(), batch.groups(), samples), parts));
        return steps.loss();
    }

    /** The mean cross-entropy of the student's rows with the teacher's as targets, from embeddings. */
    private static double distance(Tiny tiny, ClipModel student, ClipModel teacher, boolean byImage) {
        double[][] own = logits(tiny, student, byImage);
        double[][] taught = logits(tiny, teacher, byImage);
        double sum = 0;
        for (int i = 0; i < own.length; i++) {
            double log = logSum(own[i]);
            double teacherLog = logSum(taught[i]);
            for (int j = 0; j < own.length; j++) {
                sum -= Math.exp(taught[i][j] - teacherLog) * (own[i][j] - log);
            }
        }
        return sum / own.length;
    }

    private static double logSum(double[] row) {
        double sum = 0;
        for (double value : row) {
            sum += Math.exp(value);
        }
        return Math.log(sum);
    }

    private static double[][] logits(Tiny tiny, ClipModel model, boolean byImage) {
        int width = model.config().embedDim();
        float[] images = new float[Tiny.BATCH * width];
        float[] texts = new float[Tiny.BATCH * width];
        Batch batch = tiny.batch();
        model.imageEncoder(Tiny.BATCH).encode(batch.images(), images);
        model.textEncoder(Tiny.BATCH, Tiny.CONTEXT).encode(batch.ids(), batch.ends(), texts);
        double scale = Math.exp(model.logScale());
        double[][] logits = new double[Tiny.BATCH][Tiny.BATCH];
        for (int i = 0; i < Tiny.BATCH; i++) {
            for (int j = 0; j < Tiny.BATCH; j++) {
                for (int d = 0; d < width; d++) {
                    int image = byImage ? i : j;
                    int text = byImage ? j : i;
                    logits[i][j] += scale * images[image * width + d] * texts[text * width + d];
                }
            }
        }
        return logits;
    }

    private static List<float[]> gradients(Tiny tiny, Engine engine) {
        List<float[]> all = new ArrayList<>();
        for (Parameters.Run run : tiny.gradients.runs()) {
            float[] values = new float[Math.toIntExact(run.values().shape().elements())];
            engine.read(run.values(), values);
            all.add(values);
        }
        return all;
    }

    private static void assertAlike(List<float[]> actual, List<float[]> expected) {
        for (int run = 0; run < expected.size(); run++) {
            for (int i = 0; i < expected.get(run).length; i++) {
                assertThat(actual.get(run)[i]).isCloseTo(expected.get(run)[i], within(2e-5f));
            }
        }
    }
}
