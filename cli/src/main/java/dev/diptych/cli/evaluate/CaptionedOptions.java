package dev.diptych.cli.evaluate;

import dev.diptych.cli.model.SampleNotes;
import dev.diptych.cli.session.UsageException;
import dev.diptych.contrastive.data.source.Samples;
import dev.diptych.contrastive.validation.CaptionUse;
import dev.diptych.eval.zeroshot.SplitSamples;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say where captioned images are, and what of their captions is a text. */
final class CaptionedOptions {
    @Option(
            names = "--data",
            paramLabel = "SHARDS",
            description =
                    "Shards (a folder, a .tar, '{00000..00003}.tar'), a folder of images with captions, or a table;"
                            + " with --split-file the folder that its paths begin in.")
    private @Nullable String data;

    @Option(
            names = "--split-file",
            paramLabel = "FILE",
            description =
                    "Karpathy's splits (dataset_coco.json, dataset_flickr30k.json), whose sentences are the captions.")
    private @Nullable Path splitFile;

    @Option(names = "--split", paramLabel = "NAME", description = "Which of its parts (default: test).")
    private @Nullable String split;

    @Option(
            names = "--captions",
            paramLabel = "USE",
            description = "What of an image's captions is a text: each of them (each, default), as it is published, or"
                    + " all in one line (joined).")
    private CaptionUse captions = CaptionUse.EACH;

    boolean isGiven() {
        return data != null || splitFile != null || split != null;
    }

    CaptionUse captions() {
        return captions;
    }

    /** What is searched, as results name it. */
    String source() {
        if (data == null) {
            throw new UsageException(
                    "diptych eval retrieval: --data missing, expected --model=RUN|DIR, --data=SHARDS, or vectors");
        }
        if (splitFile == null && split != null) {
            throw new UsageException("--split: " + split + " without --split-file, expected both");
        }
        return data;
    }

    Samples open(SampleNotes notes) {
        return SplitSamples.orAll(
                source(), Optional.ofNullable(splitFile), split == null ? SplitSamples.TEST : split, notes);
    }
}
