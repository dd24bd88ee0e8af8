package dev.diptych.ingest.pipeline.write;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.output.Journal;
import dev.diptych.ingest.output.OutputFolder;
import dev.diptych.ingest.output.RunRecord;
import dev.diptych.ingest.output.RunStamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds out where in the output folder a run begins: at nothing, where an earlier one stopped, or after all earlier ones. */
public final class OutputStart {
    private final OutputFolder folder;
    private final RunStamp stamp;
    private final IncrementalMode mode;
    private final Optional<Journal> journal;
    private final Optional<RunRecord> record;

    public OutputStart(OutputFolder folder, RunStamp stamp, IncrementalMode mode) {
        this.folder = folder;
        this.stamp = stamp;
        this.mode = mode;
        this.journal = folder.isUnfinished() ? Journal.read(folder) : Optional.empty();
        this.record = RunRecord.read(folder);
    }

    /**
     * Checks, without changing anything, that the run may begin.
     *
     * @throws IngestException if the folder holds another run, or files of others
     */
    public void check() {
        folder.requireOwn(subfolders());
        if (mode == IncrementalMode.OVERWRITE) {
            folder.requireUsable(true);
        } else if (journal.isPresent()) {
            requireSame(journal.get().run(), "of the run that was interrupted here");
        } else if (record.isEmpty()) {
            folder.requireUsable(folder.isUnfinished());
        } else if (mode == IncrementalMode.INCREMENTAL && !isDone()) {
            requireSame(last(record.get()), "of the run that was finished here");
        } else if (mode == IncrementalMode.EXTEND && !last(record.get()).shape().equals(stamp.shape())) {
            throw refused("another configuration of the output than that of the shards there");
        }
    }

    /** Returns whether the run has come to its end already. */
    public boolean isDone() {
        return mode != IncrementalMode.OVERWRITE
                && record.isPresent()
                && record.get().runs().contains(stamp)
                && journal.map(j -> j.run().equals(stamp)).orElse(true);
    }

    /** Completes the last moves of a run whose record is written already, which a kill kept from being made. */
    public void completeFinish() {
        if (folder.isUnfinished()) {
            publishIfThere(ShardSink.DROPPED);
            publishIfThere(ShardSink.MANIFEST);
            folder.finish();
        }
    }

    /** Makes the folder ready and returns the journal to begin with. */
    public Journal begin() {
        if (mode != IncrementalMode.OVERWRITE && journal.isPresent()) {
            return journal.get();
        }
        Journal begun;
        if (mode == IncrementalMode.EXTEND && record.isPresent()) {
            begun = extended();
        } else {
            folder.clear(subfolders());
            begun = new Journal(stamp, 0, 0, Map.of());
        }
        begun.write(folder);
        return begun;
    }

    /** Returns what is to be recorded when the run has come to its end. */
    public RunRecord recordOfEnd(Journal begun) {
        return begun.base() > 0 && record.isPresent() ? record.get().with(stamp) : new RunRecord(List.of(stamp));
    }

    private Journal extended() {
        folder.begin();
        Map<String, Long> lengths = new HashMap<>();
        long entries = 0;
        try {
            for (String name : List.of(ShardSink.MANIFEST, ShardSink.DROPPED)) {
                Files.copy(folder.file(name), folder.unfinished(name), StandardCopyOption.REPLACE_EXISTING);
                lengths.put(name, Files.size(folder.unfinished(name)));
            }
            try (Stream<String> lines = Files.lines(folder.unfinished(ShardSink.MANIFEST))) {
                entries = lines.count();
            }
        } catch (IOException e) {
            throw OutputFolder.unwritable(folder.file(ShardSink.MANIFEST), e);
        }
        return new Journal(stamp, entries, entries, lengths);
    }

    private void publishIfThere(String name) {
        if (Files.exists(folder.unfinished(name))) {
            folder.publish(name);
        }
    }

    /** The subfolders of this run and of earlier ones. */
    private List<String> subfolders() {
        List<String> names = new ArrayList<>(stamp.splits());
        record.ifPresent(known -> known.runs().forEach(run -> names.addAll(run.splits())));
        journal.ifPresent(known -> names.addAll(known.run().splits()));
        return names.stream().distinct().toList();
    }

    private void requireSame(RunStamp there, String whose) {
        String difference = stamp.difference(there);
        if (!difference.isEmpty()) {
            throw refused(difference + " since the start " + whose);
        }
    }

    private IngestException refused(String actual) {
        return new IngestException(
                Reason.OUTPUT_OF_ANOTHER_RUN,
                folder.source(),
                actual + ", expected the same; choose another folder, or overwrite it");
    }

    private static RunStamp last(RunRecord record) {
        return record.runs().get(record.runs().size() - 1);
    }
}
