package dev.diptych.eval.labelled;

import dev.diptych.contrastive.data.source.LooseFile;
import dev.diptych.image.codec.ImageDecoder;
import dev.diptych.ingest.archive.FolderListing;
import dev.diptych.ingest.archive.FolderListing.Listed;
import dev.diptych.ingest.shard.Sample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Images in a folder for each class, which is named as the class is and may have folders in it: torchvision's {@code ImageFolder}.
 * Sorted by their paths; links are followed.
 */
final class ClassFolders implements LabelledImages {
    private final FolderListing folder;
    private final ImageDecoder decoder = new ImageDecoder();
    private final List<Listed> images = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();
    private final Labels labels;

    private ClassFolders(Path root) {
        this.folder = FolderListing.of(root, true);
        List<String> texts = new ArrayList<>();
        for (Listed file : folder.files()) {
            String name = file.name();
            if (!Sample.isImage(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT))) {
                continue;
            }
            int slash = name.indexOf('/');
            if (file.problem() != null) {
                leftOut.add(root + "/" + name + ": " + file.problem().detail());
            } else if (slash < 0) {
                leftOut.add(root + "/" + name + ": in no folder of a class");
            } else {
                images.add(file);
                texts.add(name.substring(0, slash));
            }
        }
        this.labels = Labels.ofTexts(texts);
    }

    static ClassFolders open(Path root) {
        return new ClassFolders(root);
    }

    @Override
    public Labels labels() {
        return labels;
    }

    @Override
    public void read(Consumer<LabelledImage> taker) {
        for (int i = 0; i < images.size(); i++) {
            Listed file = images.get(i);
            Path path = folder.path(file);
            taker.accept(new LabelledImage(
                    i,
                    path.toString(),
                    file.size(),
                    () -> decoder.decode(LooseFile.read(path), path.toString()).image()));
        }
    }

    @Override
    public List<String> leftOut() {
        return leftOut;
    }
}
