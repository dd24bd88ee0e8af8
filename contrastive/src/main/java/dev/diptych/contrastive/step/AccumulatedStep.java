package dev.diptych.contrastive.step;

import dev.diptych.contrastive.loss.Loss;
import dev.diptych.contrastive.model.CaptionSize;
import dev.diptych.contrastive.model.CaptionSizes;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.model.ProjectionHead;
import dev.diptych.contrastive.ranks.Exchange;
import dev.diptych.contrastive.ranks.GradientParts;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.op.Fill;
import dev.diptych.nn.program.Program;
import dev.diptych.nn.program.Workspace;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Storage;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongToIntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/*
 * 1. For each micro-batch: both towers forward; their features are kept.
 * 2. Gradients are zeroed; the loss over the features of the whole batch, its gradient for each feature and for the
 *    logit scale.
 * 3. For each micro-batch: each tower of which anything is trained again, now with its gradient, which starts from its
 *    features' and adds up. Captions are kept for it; images are asked for a second time.
 *
 * The chain rule asks for no more: a feature depends on its own micro-batch alone. The towers never train at once, so
 * that the activations are those of one tower on one micro-batch.
 */
/** A step in micro-batches whose loss is that of the whole batch (Gao et al. 2021, section 3.2; open_clip's). */
final class AccumulatedStep implements TrainingStep {
    private final Engine engine;
    private final int count;
    private final ImageInput images;
    private final CachedTower vision;
    private final CaptionSizes sizes;
    private final Function<CaptionSize, CachedText> texts;
    private final CachedText[] textOf;
    private final int[][] ids; // by micro-batch, kept for the second half
    private final int[][] ends;
    private final Loss objective;
    private final Tensor total;
    private final RecordedLoss loss;
    private final @Nullable Teacher teacher;
    private final Exchange exchange;
    private final List<StepFeatures> features;
    private final Parameters.Block gradients;
    private @Nullable GradientParts textParts; // with what no tower has; made by the longest
    private final Program zeroing;
    private final Program lossProgram;

    /**
     * Records and compiles the step.
     *
     * @param images of a micro-batch
     * @param imageFeaturesOfPairs where the features of the pairs' images are kept
     * @param textFeatures where those of their texts are
     * @param masked whether pairs of one group are kept from being each other's negatives
     * @param teacher whose features the loss follows, or null
     * @param gradients where each parameter's gradient goes
     * @param workspace the arena of its activations
     * @param exchange gives the loss the features of the other ranks
     */
    AccumulatedStep(
            ClipModel model,
            Loss loss,
            ImageInput images,
            StepFeatures imageFeaturesOfPairs,
            StepFeatures textFeatures,
            boolean masked,
            @Nullable Teacher teacher,
            Parameters.Block gradients,
            Workspace workspace,
            StepOptions options,
            Exchange exchange) {
        this.engine = model.engine();
        this.exchange = exchange;
        this.gradients = gradients;
        this.objective = loss;
        this.total = model.lossTensor();
        this.count = options.accumulation();
        this.images = images;
        this.teacher = teacher;
        int rows = images.pairs();
        List<StepFeatures> imageFeatures = new ArrayList<>(List.of(imageFeaturesOfPairs));
        ProjectionHead head = model.head();
        if (head != null) {
            imageFeatures.add(new StepFeatures(model, 2 * head.width(), rows, count, exchange.ranks()));
        }
        this.features =
                Stream.concat(imageFeatures.stream(), Stream.of(textFeatures)).toList();
        this.vision = new CachedTower(
                model,
                imageFeatures,
                gradients,
                workspace,
                options.checkpointing(),
                towerTape -> images.features(towerTape, model));
        this.sizes = new CaptionSizes(model, rows);
        this.texts = CaptionSizes.each(size ->
                addingUp(CachedText.of(model, size, textFeatures, gradients, workspace, options.checkpointing())));
        this.textOf = new CachedText[count];
        Arrays.fill(textOf, texts.apply(sizes.whole())); // the largest first: it needs the largest arena
        this.ids = new int[count][rows * model.config().text().contextLength()];
        this.ends = new int[count][rows];
        Tape tape = Tape.training(model.precision()).on(engine);
        model.takeGradients(tape, gradients);
        List<Tensor> seen = imageFeatures.stream()
                .map(kind -> kind.leaf(tape, vision.trained()))
                .toList();
        this.loss = new RecordedLoss(
                tape,
                model,
                loss,
                seen.get(0),
                textFeatures.leaf(tape, textOf[0].tower().trained()),
                seen.size() > 1 ? seen.get(1) : null,
                masked,
                teacher,
                !exchange.ranks().alone() && loss.addsUp() ? textFeatures.share(exchange.ranks()) : null);
        tape.backward();
        this.lossProgram = Program.compile(tape, engine, workspace);
        Tape zeros = Tape.inference(model.precision());
        gradients.runs().forEach(run -> zeros.record(new Fill(run.values(), 0)));
        this.zeroing = Program.compile(zeros, engine, workspace);
    }

    /** Lets a text tower, and with the first the image tower, add up its gradients over the ranks. */
    private CachedText addingUp(CachedText text) {
        if (exchange.ranks().alone()) {
            return text;
        }
        if (textParts == null) {
            Set<Storage> ofVision = new HashSet<>(GradientParts.written(vision.pass()));
            ofVision.removeAll(GradientParts.written(text.tower().pass()));
            LongToIntFunction count = exchange.ranks()::parts;
            vision.addUp(GradientParts.of(gradients, ofVision::contains, vision.pass(), count), exchange);
            textParts = GradientParts.of(
                    gradients,
                    storage -> !ofVision.contains(storage),
                    text.tower().pass(),
                    count);
        }
        text.tower().addUp(textParts, exchange);
        return text;
    }

    @Override
    public void run(StepInput input, int[] groups) throws InterruptedException {
        for (int part = 0; part < count; part++) {
            Batch batch = input.part(part);
            images.write(engine, batch.images(), part);
            vision.keep(part);
            System.arraycopy(batch.ids(), 0, ids[part], 0, ids[part].length);
            System.arraycopy(batch.ends(), 0, ends[part], 0, ends[part].length);
            int place = (exchange.ranks().rank() * count + part) * batch.size();
            System.arraycopy(batch.groups(), 0, groups, place, batch.size());
            textOf[part] = texts.apply(sizes.of(batch.ends(), batch.longest()));
            textOf[part].write(engine, ids[part], ends[part]);
            textOf[part].tower().keep(part);
            if (teacher != null) {
                teacher.look(batch, part);
            }
        }
        zeroing.run();
        if (!exchange.ranks().alone()) {
            learnOthers(groups);
        }
        loss.write(engine, groups);
        lossProgram.run();
        if (!exchange.ranks().alone() && objective.addsUp()) {
            exchange.sum(total);
            features.forEach(kind -> kind.addUp(exchange));
        } else {
            loss.countOnce(exchange, gradients);
        }
        for (int part = 0; part < count; part++) {
            if (vision.trained()) {
                images.write(engine, input.part(part).images(), part);
                vision.carry(part);
            }
            if (textOf[part].tower().trained()) {
                textOf[part].write(engine, ids[part], ends[part]);
                textOf[part].tower().carry(part);
            }
        }
        if (textParts != null && !textOf[0].tower().trained()) {
            textParts.begin(exchange);
        }
    }

    private void learnOthers(int[] groups) {
        exchange.ranks().gather(groups);
        features.forEach(kind -> exchange.gather(kind.all()));
        if (teacher != null) {
            teacher.gather(exchange);
        }
    }

    @Override
    public int passes() {
        return vision.trained() ? 2 : 1;
    }

    @Override
    public List<Program> programs() {
        List<Program> programs = new ArrayList<>();
        for (int part = 0; part < count; part++) {
            programs.addAll(vision.forward(part));
            programs.addAll(textOf[part].tower().forward(part));
        }
        programs.add(zeroing);
        programs.add(lossProgram);
        for (int part = 0; part < count; part++) {
            programs.addAll(vision.training(part));
            programs.addAll(textOf[part].tower().training(part));
        }
        return programs;
    }

    @Override
    public long flops() {
        long flops = lossProgram.flops() + count * vision.flops();
        for (CachedText text : textOf) {
            flops += text.tower().flops();
        }
        return flops;
    }

    /** The text tower for captions of one size. */
    private record CachedText(CaptionInput captions, CachedTower tower) {
        /** Records and compiles both passes. */
        static CachedText of(
                ClipModel model,
                CaptionSize size,
                StepFeatures step,
                Parameters.Block gradients,
                Workspace workspace,
                boolean checkpointing) {
            Tape tape = Tape.training(model.precision()).on(model.engine());
            CaptionInput captions = CaptionInput.of(model, tape, size);
            CachedTower tower = new CachedTower(
                    model,
                    List.of(step),
                    gradients,
                    workspace,
                    checkpointing,
                    towerTape -> List.of(captions.features(towerTape, model)));
            return new CachedText(captions, tower);
        }

        /** @see CaptionInput#write */
        void write(Engine engine, int[] ids, int[] ends) {
            captions.write(engine, ids, ends);
        }
    }
}
