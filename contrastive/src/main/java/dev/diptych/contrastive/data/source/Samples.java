package dev.diptych.contrastive.data.source;

import dev.diptych.file.Sha256;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.shard.Sample;
import dev.diptych.ingest.shard.SampleReading;
import java.security.MessageDigest;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Captioned images that are read one by one, in any order, from where they lie; any number of threads may share them. What
 * is held in memory is where each lies, not what it holds.
 */
public interface Samples extends AutoCloseable {
    /** Samples whose captions are read one after the other. */
    int READ_TOGETHER = 500;

    /** How many there are. */
    int size();

    /** A sample's key, with its shard's name before a slash where it is of a shard. */
    String key(int index);

    /** Where a sample lies, as messages name it. */
    String place(int index);

    /**
     * Reads a sample: its image, encoded, and its caption files.
     *
     * @throws IngestException if it cannot be read, or is not what it was when it was listed
     */
    Sample read(int index);

    /**
     * Reads a sample without its image.
     *
     * @throws IngestException as {@link #read}
     */
    Sample readTexts(int index);

    /** By what a sample is known again; nothing is read for it. */
    SampleStamp stamp(int index);

    /** Adds the stamps of all samples, in their order, to a hash. */
    default void addStamps(MessageDigest digest) {
        for (int index = 0; index < size(); index++) {
            SampleStamp stamp = stamp(index);
            Sha256.add(digest, stamp.key() + "\n" + stamp.image() + "\n" + stamp.captions() + "\n");
        }
    }

    /** How many samples each source has, where several are joined, in their order. */
    default List<Integer> sourceSizes() {
        return List.of(size());
    }

    /** Reads samples from {@code first} to {@code end}, exclusive, without their images; those that cannot be read are passed over. */
    default void readTexts(int first, int end, Consumer<Sample> taker) {
        for (int index = first; index < end; index++) {
            try {
                taker.accept(readTexts(index));
            } catch (IngestException e) {
                // whoever reads the sample says so
            }
        }
    }

    /** The captions of all samples, clean; of those that can be read. */
    default Stream<String> captions() {
        return IntStream.range(0, (size() + READ_TOGETHER - 1) / READ_TOGETHER)
                .boxed()
                .flatMap(part -> {
                    int first = part * READ_TOGETHER;
                    Stream.Builder<String> captions = Stream.builder();
                    readTexts(
                            first,
                            Math.min(size(), first + READ_TOGETHER),
                            sample -> SampleReading.captions(sample).forEach(captions));
                    return captions.build();
                });
    }

    /** What was left out when the samples were listed, a line each: those without an image or a caption file. */
    List<String> leftOut();

    /** Frees what was made to read them. */
    @Override
    default void close() {}
}
