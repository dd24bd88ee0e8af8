package dev.diptych.eval.labelled;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.shard.ShardList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Opens labelled images by what they look like. */
public final class LabelledSources {
    private static final List<String> SPLITS = List.of("train", "val", "valid", "validation", "test");

    private LabelledSources() {}

    /**
     * Opens data: files in IDX, a table, shards, or a folder with one for each class. Of a folder that has one named as the split,
     * that is meant.
     *
     * @throws IngestException if it is missing, damaged, or has no image with a label
     */
    public static LabelledImages open(LabelledSpec spec) {
        LabelledImages images = find(spec);
        if (images.labels().count() == 0) {
            throw new IngestException(
                    Reason.EMPTY,
                    spec.data(),
                    images.leftOut().isEmpty()
                            ? "neither shards nor images in folders of classes, expected some"
                            : "no image with a label in " + images.leftOut().size() + ", expected one; the first: "
                                    + images.leftOut().get(0));
        }
        return images;
    }

    private static LabelledImages find(LabelledSpec spec) {
        String name = spec.data().toLowerCase(Locale.ROOT);
        if (name.endsWith(".csv") || name.endsWith(".tsv")) {
            return LabelledTable.open(spec);
        }
        Path path = Path.of(spec.data());
        if (!Files.isDirectory(path)) {
            return IdxImages.isNamed(path) ? IdxImages.open(path) : LabelledShards.open(spec.data());
        }
        if (IdxImages.areIn(path)) {
            return IdxImages.open(IdxImages.file(path, spec.split()));
        }
        Path folder = part(path, spec.split());
        return ShardList.areIn(folder) ? LabelledShards.open(folder.toString()) : ClassFolders.open(folder);
    }

    /** The folder of the split, or the one that was given where it is none of several. */
    private static Path part(Path folder, String split) {
        Path part = folder.resolve(split);
        if (Files.isDirectory(part) || ShardList.areIn(folder)) {
            return Files.isDirectory(part) ? part : folder;
        }
        List<String> others = SPLITS.stream()
                .filter(other -> Files.isDirectory(folder.resolve(other)))
                .toList();
        if (!others.isEmpty()) {
            throw new IngestException(
                    Reason.MISSING,
                    folder.toString(),
                    "no folder '" + split + "', expected the split to be one of "
                            + others.stream().collect(Collectors.joining(", ")));
        }
        return folder;
    }
}
