package dev.diptych.nn.cuda.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.nn.cuda.launch.Argument;
import dev.diptych.nn.cuda.launch.Launch;
import dev.diptych.nn.cuda.launch.Target;
import dev.diptych.nn.op.Activation;
import dev.diptych.nn.op.Attention;
import dev.diptych.nn.op.ColumnSum;
import dev.diptych.nn.op.Fill;
import dev.diptych.nn.op.L2Normalize;
import dev.diptych.nn.op.LayerNorm;
import dev.diptych.nn.op.LayerScale;
import dev.diptych.nn.op.Mix;
import dev.diptych.nn.op.loss.CrossEntropy;
import dev.diptych.nn.op.loss.InfoNce;
import dev.diptych.nn.op.loss.SigmoidLoss;
import dev.diptych.nn.op.loss.SoftCrossEntropy;
import dev.diptych.nn.op.token.AddPositions;
import dev.diptych.nn.op.token.AverageTokens;
import dev.diptych.nn.op.token.Embedding;
import dev.diptych.nn.op.token.PatchGather;
import dev.diptych.nn.op.token.PrependClass;
import dev.diptych.nn.op.token.Repeat;
import dev.diptych.nn.op.token.SelectRows;
import dev.diptych.nn.op.update.AdamWStep;
import dev.diptych.nn.op.update.Average;
import dev.diptych.nn.op.update.Clamp;
import dev.diptych.nn.op.update.Descent;
import dev.diptych.nn.op.update.GradientNorm;
import dev.diptych.nn.op.update.Guard;
import dev.diptych.nn.op.update.LionStep;
import dev.diptych.nn.op.update.Nesterov;
import dev.diptych.nn.tape.Add;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Role;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Launches at the sizes of real models, which are too large to run here. */
class LaunchTest {
    private static final Kernels KERNELS = new Kernels(Target.H100);

    /** A tower's sizes: ViT-B/32, B/16 and L/14 at 224 px, and a text tower. */
    private record Tower(int batch, int tokens, int width, int heads, boolean causal) {}

    private static final List<Tower> TOWERS = List.of(
            new Tower(1024, 50, 768, 12, false),
            new Tower(256, 197, 768, 12, false),
            new Tower(128, 257, 1024, 16, false),
            new Tower(1024, 77, 512, 8, true),
            new Tower(16, 730, 1152, 16, false),
            new Tower(3, 19, 88, 1, true),
            new Tower(1, 1, 5, 1, true));

    @Test
    void everyThreadOfARowHasAWarpAndEveryElementAThread() {
        for (Tower t : TOWERS) {
            long rows = (long) t.batch * t.tokens;
            LayerNorm norm = norm(t);
            Launch launch = KERNELS.of(norm).get(0);
            assertThat((long) launch.gridX() * launch.block() / 32).isBetween(rows, rows + 3);
            Tensor x = halves(t.batch, t.tokens, t.width);
            Launch activation =
                    KERNELS.of(new Activation(Activation.Kind.GELU, x, x)).get(0);
            int run = activation.kernel().endsWith("_8") ? 8 : 1;
            long covered = (long) activation.gridX() * activation.block() * run;
            assertThat(covered).isBetween(rows * t.width, rows * t.width + activation.block() * run - 1L);
        }
    }

    @Test
    void staysWithinWhatADeviceOffers() {
        for (Tower t : TOWERS) {
            for (Launch launch : all(t)) {
                assertThat(launch.sharedBytes()).as(launch.kernel()).isLessThanOrEqualTo(Target.H100.sharedBytes());
                if (!launch.source().startsWith("attention_")) {
                    assertThat(launch.sharedBytes()).isLessThanOrEqualTo(Launch.PLAIN_SHARED_BYTES);
                }
            }
        }
    }

    @Test
    void namesSourcesAndKernelsThatAreThere() {
        for (Tower t : TOWERS) {
            for (Launch launch : all(t)) {
                assertThat(Sources.names()).contains(launch.source());
                String stem = launch.kernel()
                        .replaceAll("_(f32|bf16|32|64|80|96|112|128)(_.*)?$", "")
                        .replaceAll("_[18]$", "");
                assertThat(Pattern.compile("\\b" + stem)
                                .matcher(Sources.text(launch.source()))
                                .find())
                        .as(launch.kernel())
                        .isTrue();
            }
        }
    }

    @Test
    void scratchPartsDoNotOverlap() {
        for (Tower t : TOWERS) {
            for (List<Launch> launches : lists(t)) {
                List<Argument.Scratch> parts = launches.stream()
                        .flatMap(launch -> launch.arguments().stream())
                        .filter(Argument.Scratch.class::isInstance)
                        .map(Argument.Scratch.class::cast)
                        .distinct()
                        .toList();
                for (Argument.Scratch a : parts) {
                    assertThat(a.offset() + a.bytes()).isLessThanOrEqualTo(Launch.scratchBytes(launches));
                    for (Argument.Scratch b : parts) {
                        assertThat(a == b
                                        || a.offset() + a.bytes() <= b.offset()
                                        || b.offset() + b.bytes() <= a.offset())
                                .isTrue();
                    }
                }
            }
        }
    }

    @Test
    void takesTensorCoresForTheHeadsOfRealModels() {
        for (Tower t : TOWERS.subList(0, 5)) {
            assertThat(KERNELS.of(attention(t)).get(0).source())
                    .isEqualTo(t.width / t.heads == 64 ? "attention_64.cu" : "attention_80.cu");
        }
    }

    @Test
    void computesAttentionGradientsInOnePassWhereABlockHoldsASequence() {
        Target small = new Target(89, 99 * 1024);
        record Case(Target target, Tower tower, int launches, int block) {}
        for (Case c : List.of(
                new Case(Target.H100, TOWERS.get(0), 1, 128),
                new Case(Target.H100, TOWERS.get(1), 3, 128),
                new Case(Target.H100, TOWERS.get(3), 1, 160),
                new Case(small, TOWERS.get(3), 1, 160),
                new Case(small, new Tower(1, 128, 768, 12, false), 3, 128),
                new Case(Target.H100, new Tower(1, 77, 768, 8, true), 3, 128))) {
            Attention forward = attention(c.tower);
            List<Launch> launches = new Kernels(c.target)
                    .of(new Attention.Grad(
                            forward, forward.out(), forward.scores(), forward.q(), forward.k(), forward.v()));
            assertThat(launches).as("%s", c).hasSize(c.launches);
            assertThat(launches.get(0).block()).isEqualTo(c.block);
        }
    }

    @Test
    void leavesOldDevicesAndUnalignedRowsToPlainAttention() {
        Tower t = TOWERS.get(0);
        Kernels old = new Kernels(new Target(75, 64 * 1024));
        assertThat(old.of(attention(t)).get(0).source()).isEqualTo("attention_plain.cu");
        Tensor wide = halves(2, 20, 3 * 64 + 4);
        Tensor sums = floats(2, 1, 20);
        Attention odd = new Attention(
                wide.columns(4, 64),
                wide.columns(68, 64),
                wide.columns(132, 64),
                1,
                false,
                null,
                sums,
                sums,
                halves(2, 20, 64));
        assertThat(KERNELS.of(odd).get(0).source()).isEqualTo("attention_plain.cu");
    }

    @Test
    void leavesTensorsThatStartOffSixteenBytesToSingleElements() {
        Tensor storage = floats(4 * 16 + 1);
        Tensor odd = new Tensor(storage.storage(), Shape.of(4, 16), 16, 1);
        assertThat(KERNELS.of(new Add(odd, floats(4, 16), false)).get(0).kernel())
                .isEqualTo("add_f32_f32_1");
        assertThat(KERNELS.of(new Add(floats(4, 16), floats(4, 16), false))
                        .get(0)
                        .kernel())
                .isEqualTo("add_f32_f32_8");
    }

    @Test
    void refusesHeadsWiderThanItsKernels() {
        Tower t = new Tower(1, 16, 320, 1, false);
        assertThatThrownBy(() -> KERNELS.of(attention(t)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 heads of width 320, expected at most 256");
    }

    @Test
    void refusesGridsThatNoDeviceTakes() {
        assertThatThrownBy(() -> new Launch("a.cu", "a", 1, 65_536, 1, 128, 0, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("launch: a: grid 1 x 65536 x 1");
    }

    @Test
    void sourcesIncludeNothing() {
        for (String name : Sources.names()) {
            assertThat(Sources.text(name)).doesNotContain("#include").contains("extern \"C\"");
        }
        assertThatThrownBy(() -> Sources.text("none.cu")).hasMessageContaining("none.cu: not there");
    }

    private static List<Launch> all(Tower t) {
        return lists(t).stream().flatMap(List::stream).toList();
    }

    private static List<List<Launch>> lists(Tower t) {
        Tensor ids = Tensor.create("ids", DType.INT32, Role.INPUT, Shape.of(t.batch, t.tokens));
        Tensor one = floats(1);
        Tensor stream = floats(t.batch, t.tokens, t.width);
        Tensor half = halves(t.batch, t.tokens, t.width);
        Tensor picked = halves(t.batch, t.width);
        Tensor rows = Tensor.create("rows", DType.INT32, Role.INPUT, Shape.of(t.batch));
        Tensor square = floats(t.batch, t.batch);
        Tensor table = floats(49_408, t.width);
        Tensor positions = floats(t.tokens, t.width);
        Tensor vector = floats(t.width);
        LayerNorm norm = norm(t);
        Attention attention = attention(t);
        Tensor parameters = floats(12 * t.width * t.width);
        List<List<Launch>> lists = new ArrayList<>(List.of(
                KERNELS.of(new Add(stream, half, false)),
                KERNELS.of(new Fill(stream, 0)),
                KERNELS.of(new Activation(Activation.Kind.QUICK_GELU, half, half)),
                KERNELS.of(new Activation.Grad(Activation.Kind.GELU, half, half, half)),
                KERNELS.of(new ColumnSum(half, vector, false)),
                KERNELS.of(norm),
                KERNELS.of(new LayerNorm.Grad(
                        norm.x(),
                        norm.gamma(),
                        1e-5f,
                        norm.mean(),
                        norm.variance(),
                        half,
                        stream,
                        vector,
                        vector,
                        true)),
                KERNELS.of(new NormGradSum(
                        new LayerNorm.Grad(
                                norm.x(),
                                norm.gamma(),
                                1e-5f,
                                norm.mean(),
                                norm.variance(),
                                half,
                                floats(t.batch, t.tokens, t.width),
                                vector,
                                vector,
                                true),
                        stream,
                        halves(t.batch, t.tokens, t.width))),
                KERNELS.of(attention),
                KERNELS.of(new Attention.Grad(
                        attention, half, attention.scores(), attention.q(), attention.k(), attention.v())),
                KERNELS.of(new Embedding(ids, table, positions, stream)),
                KERNELS.of(new Embedding.Grad(ids, stream, table, positions, false)),
                KERNELS.of(new SelectRows(half, rows, picked)),
                KERNELS.of(new SelectRows.Grad(picked, rows, half, false)),
                KERNELS.of(new PatchGather(floats(t.batch, 3, 224, 224), 14, halves(t.batch * 256, 588))),
                KERNELS.of(new L2Normalize(floats(t.batch, t.width), floats(t.batch), floats(t.batch, t.width))),
                KERNELS.of(new AddPositions(stream, positions, stream)),
                KERNELS.of(new Repeat(positions, half)),
                KERNELS.of(new AverageTokens(half, 0, halves(t.batch, 1, t.width))),
                KERNELS.of(new AverageTokens.Grad(halves(t.batch, 1, t.width), 0, half, true)),
                KERNELS.of(new LayerScale(half, vector, stream, stream)),
                KERNELS.of(new LayerScale.Grad(half, vector, stream, half, vector, true)),
                KERNELS.of(new InfoNce(square, one, null, one, square, one)),
                KERNELS.of(new CrossEntropy(square, one, rows, 0, 0, 1, one, square, one)),
                KERNELS.of(new SoftCrossEntropy(square, one, square, 20, 1, one, square, one)),
                KERNELS.of(new SigmoidLoss(square, one, one, rows, one, square, one, one)),
                KERNELS.of(new GradientNorm(List.of(parameters, vector), 1, one, one)),
                KERNELS.of(new Guard(one, one, one, floats(2), one)),
                KERNELS.of(new Clamp(one, 0, 1, one, one)),
                KERNELS.of(new Average(parameters, parameters, one, one)),
                KERNELS.of(new Nesterov(parameters, parameters, one, one, 0.95f)),
                KERNELS.of(new Mix(vector, 2, vector, -3, vector)),
                KERNELS.of(new Descent(parameters, parameters, floats(3), one, 0, 1), null),
                KERNELS.of(new Descent(vector, vector, floats(3), one, 0, 1), halves(t.width)),
                KERNELS.of(
                        new LionStep(parameters, parameters, parameters, floats(3), one, one, 0.9f, 0.99f, 0, 1),
                        halves(12 * t.width * t.width)),
                KERNELS.of(
                        new AdamWStep(
                                parameters,
                                parameters,
                                parameters,
                                parameters,
                                floats(3),
                                one,
                                one,
                                0.9f,
                                0.98f,
                                1e-6f,
                                0,
                                1),
                        halves(12 * t.width * t.width))));
        if (t.tokens > 1) {
            Tensor patches = floats(t.batch, t.tokens - 1, t.width);
            lists.add(KERNELS.of(new PrependClass(patches, vector, positions, stream)));
            lists.add(KERNELS.of(new PrependClass.Grad(stream, patches, vector, positions, false)));
            lists.add(KERNELS.of(new PrependClass.Grad(stream, patches, vector, null, true)));
        }
        return lists;
    }

    private static LayerNorm norm(Tower t) {
        int rows = t.batch * t.tokens;
        return new LayerNorm(
                floats(t.batch, t.tokens, t.width),
                floats(t.width),
                floats(t.width),
                1e-5f,
                floats(rows),
                floats(rows),
                halves(t.batch, t.tokens, t.width));
    }

    private static Attention attention(Tower t) {
        Tensor qkv = halves(t.batch, t.tokens, 3 * t.width);
        Tensor sums = floats(t.batch, t.heads, t.tokens);
        return new Attention(
                qkv.columns(0, t.width),
                qkv.columns(t.width, t.width),
                qkv.columns(2 * t.width, t.width),
                t.heads,
                t.causal,
                null,
                sums,
                sums,
                halves(t.batch, t.tokens, t.width));
    }

    private static Tensor floats(int... sizes) {
        return Tensor.create("floats", DType.FLOAT32, Role.ACTIVATION, Shape.of(sizes));
    }

    private static Tensor halves(int... sizes) {
        return Tensor.create("halves", DType.BFLOAT16, Role.ACTIVATION, Shape.of(sizes));
    }
}
