package dev.diptych.cli.check;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.cli.model.ModelLocation;
import dev.diptych.cli.session.ExitCode;
import dev.diptych.cli.session.Session;
import dev.diptych.contrastive.checkpoint.Checkpoint;
import dev.diptych.export.check.Doctor;
import dev.diptych.export.check.Finding;
import dev.diptych.export.check.Finding.Level;
import dev.diptych.export.check.InputShown;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code diptych doctor}: what a model's folder says against what its weights hold. */
@Command(
        name = "doctor",
        description = "Check what a model's folder says against what its weights hold.",
        footer = {
            "",
            "A line for each finding: ok, warn (scores may be wrong without an error) or fail (the model cannot be used, or"
                    + " its scores are wrong), with what was looked at, where, what stands there and what was expected."
                    + " Ends with 1 where one is fail.",
            "",
            "Examples:",
            "  diptych doctor --model CLIP-ViT-B-32",
            "  diptych doctor --model runs/first --image cat.jpg --text 'a photo of a cat'"
        },
        customSynopsis = "diptych doctor --model RUN|DIR [OPTION]...",
        sortOptions = false)
public final class DoctorCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private ModelLocation location = new ModelLocation();

    @Option(
            names = "--image",
            paramLabel = "FILE",
            description = "Print what the vision tower reads of this: mean, deviation, least and most of each channel.")
    private @Nullable Path image;

    @Option(
            names = "--text",
            paramLabel = "TEXT",
            description = "Print the row of token numbers that the text tower reads of this; repeatable.")
    private List<String> texts = List.of();

    @Option(names = "--json", description = "Print a JSON array of objects: level, what, where, actual, expected.")
    private boolean json;

    public DoctorCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        Path model = location.model();
        List<Finding> findings =
                new ArrayList<>(Doctor.examine(() -> Checkpoint.open(model).folder(), location.tokenizer()));
        boolean failed = findings.stream().anyMatch(finding -> finding.level() == Level.FAIL);
        if (image != null || !texts.isEmpty()) {
            findings.addAll(inputs());
        }
        if (json) {
            session.out().println(array(findings).toPrettyString());
        } else {
            findings.forEach(session.out()::println);
        }
        return failed ? ExitCode.FAILED : ExitCode.DONE;
    }

    private List<Finding> inputs() throws IOException {
        Checkpoint checkpoint = Checkpoint.open(location.model());
        List<Finding> shown = new ArrayList<>();
        if (image != null) {
            shown.addAll(InputShown.image(image, checkpoint.preprocessing()));
        }
        if (!texts.isEmpty()) {
            shown.addAll(InputShown.texts(
                    texts,
                    checkpoint.tokenizer(location.tokenizer()),
                    checkpoint.config().text().contextLength()));
        }
        return shown;
    }

    private static ArrayNode array(List<Finding> findings) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (Finding finding : findings) {
            ObjectNode object = array.addObject();
            object.put("level", finding.level().label());
            object.put("what", finding.what());
            object.put("where", finding.where());
            object.put("actual", finding.actual());
            object.put("expected", finding.expected().isEmpty() ? null : finding.expected());
        }
        return array;
    }
}
