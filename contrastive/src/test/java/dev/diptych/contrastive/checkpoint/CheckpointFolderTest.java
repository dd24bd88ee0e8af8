package dev.diptych.contrastive.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.contrastive.data.source.MadeSamples;
import dev.diptych.contrastive.data.source.Samples;
import dev.diptych.contrastive.guard.GuardState;
import dev.diptych.contrastive.loss.LossKind;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.validation.BestScore;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.file.LinkException;
import dev.diptych.file.OwnFolder;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.onednn.OneDnnEngine;
import dev.diptych.nn.optim.Optimizer;
import dev.diptych.nn.optim.OptimizerConfig;
import dev.diptych.nn.tape.Precision;
import dev.diptych.text.TextConfig;
import dev.diptych.text.bpe.BpeTrainer;
import dev.diptych.text.tokenizer.BpeTokenizer;
import dev.diptych.vision.VisionConfig;
import dev.diptych.vision.preprocess.Preprocessing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheckpointFolderTest {
    private static final Samples SAMPLES = MadeSamples.of(
            MadeSamples.sample("a\t\"b", 0x112233, "first", "one"), MadeSamples.sample("c", 0xFFFFFF, "second", "two"));

    @TempDir
    private Path parent;

    @Test
    void comesBackAsItWasWritten() throws IOException {
        write(parent, 7);
        assertThat(Checkpoint.verified(parent).state()).isEqualTo(new TrainingState(7, 3, -5, 1.5, 2));
        assertThat(Checkpoint.verified(parent).difference(SAMPLES)).isEmpty();
    }

    /** Also keeps the list of names that a run gives up to date with what it writes. */
    @Test
    void listsEachOfItsFilesAndLeavesNothingElseBehind() throws IOException {
        write(parent, 7);
        write(parent, 8);
        Path folder = parent.resolve("checkpoint");
        assertThat(names(parent)).containsExactly("checkpoint");
        assertThat(CheckpointFolder.written(folder)).containsExactlyInAnyOrderElementsOf(names(folder));
    }

    @Test
    void findsAFlippedBitAnywhereAndNamesTheFile() throws IOException {
        write(parent, 7);
        SplittableRandom random = new SplittableRandom(11);
        for (String name : names(parent.resolve("checkpoint"))) {
            Path file = parent.resolve("checkpoint").resolve(name);
            byte[] whole = Files.readAllBytes(file);
            for (int i = 0; i < 100; i++) {
                byte[] flipped = whole.clone();
                int bit = random.nextInt(8 * flipped.length);
                flipped[bit / 8] ^= (byte) (1 << (bit % 8));
                Files.write(file, flipped);
                assertThatThrownBy(() -> Checkpoint.verified(parent))
                        .as(name + " bit " + bit)
                        .isInstanceOf(CheckpointException.class)
                        .hasMessageStartingWith("resume failed: " + file + ": changed since it was written");
            }
            Files.write(file, whole);
        }
        Checkpoint.verified(parent);
    }

    @Test
    void namesAFileThatIsMissing() throws IOException {
        write(parent, 7);
        for (String name : names(parent.resolve("checkpoint"))) {
            Path file = parent.resolve("checkpoint").resolve(name);
            byte[] whole = Files.readAllBytes(file);
            Files.delete(file);
            assertThatThrownBy(() -> Checkpoint.verified(parent))
                    .hasMessageStartingWith("resume failed: " + file + ": missing, expected ");
            Files.write(file, whole);
        }
    }

    @Test
    void saysWhatIsWrongWithTheStateOfATraining() throws IOException {
        record Case(String from, String to, String message) {}
        write(parent, 7);
        Path file = parent.resolve("checkpoint/training.json");
        String good = Files.readString(file);
        for (Case wrong : List.of(
                new Case(good, "", "an empty file, expected the state of a training"),
                new Case(good, "[]", "no JSON object, expected the state of a training"),
                new Case("{", "{{", "no JSON, expected the state of a training"),
                new Case("\"step\" : 7", "\"step\" : \"a\"", "step \"a\", expected a whole number from 1"),
                new Case("\"step\" : 7", "\"step\" : -1", "step -1, expected a whole number from 1"),
                new Case("\"step\" : 7", "\"step\" : 7.5", "step 7.5, expected a whole number from 1"),
                new Case("\"step\" : 7,", "", "no step, expected a whole number from 1"),
                new Case("\"step\" : 7", "\"step\" : 1e99", "step 1.0E99, expected a whole number from 1"),
                new Case("\"seed\" : -5", "\"seed\" : null", "seed null, expected a whole number"),
                new Case("\"seconds\" : 1.5", "\"seconds\" : -1", "seconds -1, expected a number from 0"))) {
            Files.writeString(file, good.replace(wrong.from, wrong.to));
            assertThatThrownBy(() -> TrainingStateFiles.read(parent.resolve("checkpoint")))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessage("resume failed: " + file + ": " + wrong.message);
        }
    }

    @Test
    void filesOfOthersStayInTheFolderAndOutOfTheWay() throws IOException {
        write(parent, 7);
        Path folder = parent.resolve("checkpoint");
        Path outside = Files.writeString(parent.resolve("outside.txt"), "theirs");
        Files.writeString(folder.resolve("notes.txt"), "mine");
        Files.writeString(Files.createDirectory(folder.resolve("more")).resolve("a.txt"), "mine too");
        Files.createSymbolicLink(folder.resolve("link.txt"), outside);
        write(parent, 8);
        write(parent, 9);
        assertThat(folder.resolve("notes.txt")).hasContent("mine");
        assertThat(folder.resolve("more/a.txt")).hasContent("mine too");
        assertThat(folder.resolve("link.txt")).isSymbolicLink();
        assertThat(outside).hasContent("theirs");
        assertThat(Checkpoint.verified(parent).state().step()).isEqualTo(9);
        assertThat(names(parent)).containsExactlyInAnyOrder("checkpoint", "outside.txt");
    }

    @Test
    void followsNoLinkAndChangesNothingWhereOneStands() throws IOException {
        Path theirs = Files.createDirectory(parent.resolve("theirs"));
        Files.writeString(theirs.resolve("precious.txt"), "theirs");
        Files.writeString(theirs.resolve("training.json"), "theirs");
        for (String name : List.of("checkpoint", "checkpoint.new", "checkpoint.old")) {
            Path run = Files.createDirectory(parent.resolve("run of " + name));
            Files.createSymbolicLink(run.resolve(name), theirs);
            String message = "write failed: " + run.resolve(name)
                    + ": a link, expected a folder; links inside an output folder are not followed";
            assertThatThrownBy(() -> write(run, 7))
                    .isInstanceOf(LinkException.class)
                    .hasMessage(message);
            assertThatThrownBy(() -> Checkpoint.exists(run)).hasMessage(message);
            assertThatThrownBy(() -> Checkpoint.verified(run)).hasMessage(message);
        }
        assertThat(names(theirs)).containsExactlyInAnyOrder("precious.txt", "training.json");
        assertThat(theirs.resolve("training.json")).hasContent("theirs");
    }

    @Test
    void aFileOfItsOwnNameThatIsALinkIsReplacedNotFollowed() throws IOException {
        write(parent, 7);
        Path weights = parent.resolve("checkpoint/open_clip_model.safetensors");
        Path moved = Files.move(weights, parent.resolve("moved.safetensors"));
        byte[] before = Files.readAllBytes(moved);
        Files.createSymbolicLink(weights, moved);
        write(parent, 8);
        assertThat(moved).hasBinaryContent(before);
        assertThat(Files.isSymbolicLink(weights)).isFalse();
    }

    /** The states that a kill can leave, each with a file of another in each folder. */
    @Test
    void bringsEveryStateOfAReplacementBackToOrder() throws IOException {
        for (List<String> there : List.of(
                List.of("checkpoint", "checkpoint.new"),
                List.of("checkpoint.old", "checkpoint.new"),
                List.of("checkpoint", "checkpoint.old"))) {
            Path run = Files.createDirectory(parent.resolve(String.join(" ", there)));
            for (String name : there) {
                write(run.resolve("of " + name), 7);
                Files.move(run.resolve("of " + name).resolve("checkpoint"), run.resolve(name));
                Files.delete(run.resolve("of " + name));
                Files.writeString(run.resolve(name).resolve(name + ".txt"), "mine");
            }
            Files.deleteIfExists(run.resolve("checkpoint.new/SHA256SUMS"));
            Files.writeString(run.resolve(there.get(1)).resolve("training.json.partial"), "half");
            assertThat(Checkpoint.verified(run).state().step()).isEqualTo(7);
            write(run, 8);
            assertThat(Checkpoint.verified(run).state().step()).isEqualTo(8);
            assertThat(names(run)).containsExactly("checkpoint");
            assertThat(names(run.resolve("checkpoint")))
                    .containsAll(there.stream().map(name -> name + ".txt").toList())
                    .noneMatch(name -> name.endsWith(".partial"));
        }
    }

    /** The states that a kill can leave between the writing of a checkpoint and the keeping of it as the best. */
    @Test
    void bringsTheKeepingOfTheBestToItsEndWhereverItWasCut() throws IOException {
        record Cut(String before, boolean oldIsThere, boolean oldIsWhole, boolean newIsThere, boolean newIsWhole) {}
        for (Cut cut : List.of(
                new Cut("the first file", true, true, false, false),
                new Cut("the last file", true, true, true, false),
                new Cut("the deletion of the best before", true, true, true, true),
                new Cut("the end of that deletion", true, false, true, true),
                new Cut("the new one's rename", false, false, true, true))) {
            Path run = parent.resolve(cut.before);
            Path best = run.resolve("checkpoints/best");
            Path fresh = run.resolve("checkpoints/best.new");
            Path before = parent.resolve("best before " + cut.before);
            writeBest(run, 7);
            Files.move(best, before);
            writeBest(run, 8);
            Files.move(best, fresh);
            if (!cut.newIsWhole) {
                Files.delete(fresh.resolve("training.json"));
            }
            if (!cut.newIsThere) {
                OwnFolder.delete(fresh);
            }
            if (!cut.oldIsWhole) {
                CheckpointFolder.deleteOwn(before);
            }
            if (cut.oldIsThere) {
                Files.move(before, best);
            }
            Files.writeString((cut.oldIsThere ? best : fresh).resolve("notes.txt"), "mine");

            new CheckpointFolder(run).keepBest();
            assertThat(names(run.resolve("checkpoints"))).as(cut.before).containsExactly("best");
            assertThat(Checksums.hold(best)).as(cut.before).isTrue();
            assertThat(Checkpoint.open(best).state().step()).as(cut.before).isEqualTo(8);
            assertThat(best.resolve("notes.txt")).as(cut.before).hasContent("mine");
            write(run, 9);
            assertThat(Checkpoint.open(best).state().step()).as(cut.before).isEqualTo(8);
        }
    }

    @Test
    void theNewestOfThoseBeforeAreKeptUnderTheirSteps() throws IOException {
        for (long step : new long[] {7, 9, 99_999_999, 100_000_000}) {
            write(parent, step, 2);
        }
        Path kept = parent.resolve("checkpoints");
        assertThat(names(parent)).containsExactly("checkpoint", "checkpoints");
        assertThat(names(kept)).containsExactly("step-00000009", "step-99999999");
        assertThat(Checkpoint.open(kept.resolve("step-00000009")).state().step())
                .isEqualTo(9);
        Files.writeString(kept.resolve("step-00000009/notes.txt"), "mine");
        Files.createDirectory(kept.resolve("mine"));
        write(parent, 100_000_001, 1);
        assertThat(names(kept)).containsExactly("mine", "step-00000009", "step-100000000");
        assertThat(names(kept.resolve("step-00000009"))).containsExactly("notes.txt");
        assertThat(Checkpoint.verified(parent).state().step()).isEqualTo(100_000_001);
    }

    @Test
    void whereTheNextCannotBeWrittenTheOneBeforeStandsAndTheRoomIsGivenBack() throws IOException {
        write(parent, 7);
        Path inTheWay = parent.resolve("checkpoint.new/samples.jsonl.partial/more");
        Files.createDirectories(inTheWay);
        assertThatThrownBy(() -> write(parent, 8)).isInstanceOf(IOException.class);
        assertThat(Checkpoint.verified(parent).state().step()).isEqualTo(7);
        Files.delete(inTheWay);
        write(parent, 9);
        assertThat(Checkpoint.verified(parent).state().step()).isEqualTo(9);
        assertThat(names(parent)).containsExactly("checkpoint");
    }

    private static void write(Path run, long step) throws IOException {
        write(run, step, 0);
    }

    private static void writeBest(Path run, long step) throws IOException {
        Optional<BestScore> best = Optional.of(new BestScore("text_to_image_R@1", 0.5, step));
        write(run, new TrainingState(step, 3, -5, 1.5, 2, step, true, GuardState.NONE, best), 0);
    }

    private static void write(Path run, long step, int keep) throws IOException {
        write(run, new TrainingState(step, 3, -5, 1.5, 2), keep);
    }

    private static void write(Path run, TrainingState state, int keep) throws IOException {
        Files.createDirectories(run);
        ModelConfig config =
                new ModelConfig(8, new VisionConfig(16, 8, 16, 1, 8, 2), new TextConfig(8, 514, 16, 2, 1, 2), false);
        try (OneDnnEngine engine = new OneDnnEngine()) {
            ClipModel model = new ClipModel(config, LossKind.CLIP, Precision.FP32, engine);
            model.initialize(1);
            Parameters.Block gradients = model.parameters().mirror("gradient", engine);
            Optimizer optimizer = model.optimizer(OptimizerConfig.DEFAULT, gradients);
            new CheckpointWriter(
                            run,
                            model,
                            new Preprocessing(16),
                            new BpeTokenizer(new BpeTrainer(514).train(Stream.of("a"))),
                            optimizer,
                            SAMPLES,
                            keep)
                    .write(Snapshot.live(model, optimizer), state);
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
