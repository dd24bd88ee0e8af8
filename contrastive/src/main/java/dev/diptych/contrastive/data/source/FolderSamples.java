package dev.diptych.contrastive.data.source;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.archive.FolderListing;
import dev.diptych.ingest.archive.FolderListing.Listed;
import dev.diptych.ingest.name.BelowFolder;
import dev.diptych.ingest.shard.MemberName;
import dev.diptych.ingest.shard.Sample;
import dev.diptych.ingest.shard.SampleReading;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Images with caption files beside them, below a folder: {@code KEY.jpg} and {@code KEY.txt} or {@code KEY.json}, by WebDataset's
 * rule, sorted by their keys. Links are followed. A file is known again by its size and the time of its last change.
 */
final class FolderSamples implements Samples {
    private final Path root;
    private final BelowFolder folder;
    private final TextColumn names; // of the files, those of a sample next to each other
    private final long[] sizes;
    private final long[] times;
    private final int[] first; // of each sample's files, and where the last one's end
    private final List<String> leftOut = new ArrayList<>();

    private record Named(String key, Listed file) {}

    private FolderSamples(Path root, List<Listed> listed) {
        this.root = root;
        this.folder = new BelowFolder(root);
        List<Named> files = new ArrayList<>();
        listed.forEach(file -> add(file, files));
        files.sort(Comparator.comparing(Named::key)
                .thenComparing(named -> named.file().name()));
        List<Listed> kept = new ArrayList<>();
        List<Integer> starts = new ArrayList<>();
        for (int from = 0, to; from < files.size(); from = to) {
            String key = files.get(from).key();
            to = from + 1;
            while (to < files.size() && files.get(to).key().equals(key)) {
                to++;
            }
            SampleMembers<Named> members = SampleMembers.of(
                    files.subList(from, to), named -> extension(named.file().name()));
            if (members.problem().isEmpty()) {
                starts.add(kept.size());
                members.wanted().forEach(named -> kept.add(named.file()));
            } else {
                leftOut.add(place(key) + ": " + members.problem());
            }
        }
        starts.add(kept.size());
        this.first = starts.stream().mapToInt(Integer::intValue).toArray();
        this.sizes = kept.stream().mapToLong(Listed::size).toArray();
        this.times = kept.stream().mapToLong(Listed::modified).toArray();
        TextColumn.Builder column = new TextColumn.Builder();
        kept.forEach(file -> column.add(file.name()));
        this.names = column.build();
    }

    /**
     * Lists a folder and those in it.
     *
     * @throws IngestException if it cannot be read
     */
    public static FolderSamples open(Path folder) {
        return new FolderSamples(folder, FolderListing.of(folder, true).files());
    }

    @Override
    public int size() {
        return first.length - 1;
    }

    @Override
    public String key(int index) {
        return key(names.get(first[index]));
    }

    @Override
    public String place(int index) {
        return place(key(index));
    }

    @Override
    public Sample read(int index) {
        return read(index, true);
    }

    @Override
    public Sample readTexts(int index) {
        return read(index, false);
    }

    @Override
    public SampleStamp stamp(int index) {
        SampleStamp.Members members = new SampleStamp.Members();
        for (int i = first[index]; i < first[index + 1]; i++) {
            members.add(extension(names.get(i)), new LooseFile(sizes[i], times[i]).stamp());
        }
        return members.stamp(key(index));
    }

    @Override
    public List<String> leftOut() {
        return leftOut;
    }

    private Sample read(int index, boolean image) {
        Map<String, byte[]> members = new LinkedHashMap<>();
        for (int i = first[index]; i < first[index + 1]; i++) {
            String name = names.get(i);
            String extension = extension(name);
            if (image || !Sample.isImage(extension)) {
                Path file = folder.file(name);
                if (!LooseFile.of(file).equals(new LooseFile(sizes[i], times[i]))) {
                    throw new IngestException(
                            Reason.CORRUPT, file.toString(), "changed since it was listed, expected the same");
                }
                members.put(extension, LooseFile.read(file));
            }
        }
        return new Sample(key(index), members);
    }

    private void add(Listed file, List<Named> files) {
        String name = file.name();
        IngestException problem = file.problem();
        if (problem != null) {
            leftOut.add(place(name) + ": " + problem.detail());
            return;
        }
        int dot = MemberName.isMeta(name) ? -1 : MemberName.dot(name);
        if (dot < 0) {
            return;
        }
        String extension = extension(name);
        if (Sample.isImage(extension) || SampleReading.reads(extension)) {
            files.add(new Named(key(name), file));
        } else if (Sample.isImage(extension.substring(extension.lastIndexOf('.') + 1))) {
            leftOut.add(
                    place(name) + ": extension " + extension + ", which begins at the first dot, expected an image's");
        }
    }

    private String place(String name) {
        return root + "/" + name;
    }

    private static String key(String name) {
        return name.substring(0, MemberName.dot(name));
    }

    private static String extension(String name) {
        return MemberName.extension(name, MemberName.dot(name));
    }
}
