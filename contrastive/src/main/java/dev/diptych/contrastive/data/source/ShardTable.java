package dev.diptych.contrastive.data.source;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.shard.IndexedMember;
import dev.diptych.ingest.shard.IndexedSample;
import dev.diptych.ingest.shard.Sample;
import dev.diptych.ingest.shard.SampleReading;
import dev.diptych.ingest.shard.ShardIndex;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/*
 * An index as objects takes some 500 bytes a sample. Here a sample of three members takes about 60: what a run over millions
 * of them holds all the time.
 */
/** Where the samples of one shard lie, each with its image and its caption files. */
final class ShardTable implements Samples {
    /** Where the contents of a tar's members begin: at a multiple of it. */
    static final int BLOCK = 512;

    private static final List<String> EXTENSIONS = extensions();

    private final String name;
    private final Path shard;
    private final TextColumn keys;
    private final int[] first; // of each sample's members, and where the last one's end
    private final byte[] extensions;
    private final int[] blocks;
    private final int[] lengths;
    private final int[] checksums;
    private final List<String> leftOut = new ArrayList<>();

    /**
     * @param name of the shard, in keys and messages
     * @param shard where its members lie
     */
    ShardTable(String name, Path shard, ShardIndex index) {
        this.name = name;
        this.shard = shard;
        TextColumn.Builder names = new TextColumn.Builder();
        List<List<IndexedMember>> kept = new ArrayList<>();
        for (IndexedSample sample : index.samples()) {
            SampleMembers<IndexedMember> members = SampleMembers.of(sample.members(), IndexedMember::extension);
            if (members.problem().isEmpty()) {
                names.add(sample.key());
                kept.add(members.wanted());
            } else {
                leftOut.add(place(sample.key()) + ": " + members.problem());
            }
        }
        int count = kept.stream().mapToInt(List::size).sum();
        this.keys = names.build();
        this.first = new int[kept.size() + 1];
        this.extensions = new byte[count];
        this.blocks = new int[count];
        this.lengths = new int[count];
        this.checksums = new int[count];
        int at = 0;
        for (int i = 0; i < kept.size(); i++) {
            for (IndexedMember member : kept.get(i)) {
                extensions[at] = (byte) EXTENSIONS.indexOf(member.extension());
                blocks[at] = Math.toIntExact(member.offset() / BLOCK);
                lengths[at] = member.length();
                checksums[at++] = member.crc32c();
            }
            first[i + 1] = at;
        }
    }

    @Override
    public int size() {
        return keys.size();
    }

    @Override
    public String key(int index) {
        return name + "/" + keys.get(index);
    }

    @Override
    public String place(int index) {
        return place(keys.get(index));
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
    public void readTexts(int from, int end, Consumer<Sample> taker) {
        try (FileChannel file = FileChannel.open(shard)) {
            for (int index = from; index < end; index++) {
                try {
                    taker.accept(read(index, false, file));
                } catch (IngestException e) {
                    // whoever reads the sample says so
                }
            }
        } catch (IOException e) {
            // likewise
        }
    }

    @Override
    public List<String> leftOut() {
        return leftOut;
    }

    private Sample read(int index, boolean image) {
        try (FileChannel file = FileChannel.open(shard)) {
            return read(index, image, file);
        } catch (IOException e) {
            throw IngestException.unreadable(shard.toString(), e, "a shard");
        }
    }

    private Sample read(int index, boolean image, FileChannel file) {
        Map<String, byte[]> members = new LinkedHashMap<>();
        for (int i = first[index]; i < first[index + 1]; i++) {
            String extension = EXTENSIONS.get(extensions[i]);
            if (image || !Sample.isImage(extension)) {
                IndexedMember member = new IndexedMember(extension, (long) blocks[i] * BLOCK, lengths[i], checksums[i]);
                members.put(extension, member.read(file, place(index) + "." + extension));
            }
        }
        return new Sample(keys.get(index), members);
    }

    @Override
    public SampleStamp stamp(int index) {
        SampleStamp.Members members = new SampleStamp.Members();
        for (int i = first[index]; i < first[index + 1]; i++) {
            members.add(EXTENSIONS.get(extensions[i]), checksums[i]);
        }
        return members.stamp(key(index));
    }

    private String place(String key) {
        return name + "!" + key;
    }

    private static List<String> extensions() {
        return Stream.concat(Sample.imageExtensions().stream().sorted(), SampleReading.EXTENSIONS.stream())
                .toList();
    }
}
