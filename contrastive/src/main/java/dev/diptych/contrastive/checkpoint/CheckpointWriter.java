package dev.diptych.contrastive.checkpoint;

import dev.diptych.contrastive.adapt.AdapterFiles;
import dev.diptych.contrastive.adapt.HeadFile;
import dev.diptych.contrastive.adapt.MergedTensors;
import dev.diptych.contrastive.data.source.Samples;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.export.description.FolderFormat;
import dev.diptych.export.description.ModelDescription;
import dev.diptych.export.folder.ModelFolderWriter;
import dev.diptych.export.safetensors.ShardWriter;
import dev.diptych.export.safetensors.StoredType;
import dev.diptych.export.safetensors.TensorInfo;
import dev.diptych.nn.adapter.Adapter;
import dev.diptych.nn.optim.Optimizer;
import dev.diptych.text.tokenizer.Tokenizer;
import dev.diptych.vision.preprocess.Preprocessing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes the checkpoints of one run; on any thread, but on one at a time. */
public final class CheckpointWriter {
    private final CheckpointFolder folder;
    private final ClipModel model;
    private final ModelFolderWriter description;
    private final Map<String, Adapter> adapters;
    private final List<TensorInfo> moments;
    private final Set<String> averaged;
    private final Samples samples;

    /**
     * @param samples the training set
     * @param keep how many checkpoints are kept beside the newest
     */
    public CheckpointWriter(
            Path run,
            ClipModel model,
            Preprocessing preprocessing,
            Tokenizer tokenizer,
            Optimizer optimizer,
            Samples samples,
            int keep) {
        this.folder = new CheckpointFolder(run, keep);
        this.model = model;
        this.description = new ModelFolderWriter(
                new ModelDescription(model.config(), model.loss().family(), preprocessing),
                tokenizer,
                StoredType.F32,
                ShardWriter.DEFAULT_LIMIT);
        this.adapters = model.parameters().adapters();
        this.moments = Moments.infos(optimizer);
        this.averaged = optimizer
                .average()
                .map(average -> average.values().tensors().keySet())
                .orElse(Set.of());
        this.samples = samples;
    }

    /**
     * Writes a checkpoint in place of the one before, forced to the disk; files of others in its folder stay. Where it cannot
     * be written the one before stands, and what was written of this one is deleted.
     */
    public void write(Snapshot values, TrainingState state) throws IOException {
        Path fresh = folder.begin();
        try {
            description.write(fresh, FolderFormat.OPEN_CLIP, new MergedTensors(values.weights(), adapters));
            Moments.write(fresh.resolve(Checkpoint.OPTIMIZER), moments, values.moments());
            if (values.averages().isPresent()) {
                description.writeWeights(
                        fresh.resolve(AverageFile.NAME),
                        new MergedTensors(
                                AverageFile.values(averaged, values.averages().get(), values.weights()), adapters));
            }
            if (!adapters.isEmpty()) {
                AdapterFiles.write(fresh, adapters, values.weights(), values.averages());
            }
            HeadFile.write(fresh, model, values.weights(), values.averages());
            TrainingStateFiles.write(fresh, state);
            SampleList.write(fresh, samples);
            Checksums.write(fresh, CheckpointFolder.written(fresh));
        } catch (IOException e) {
            folder.giveUp(e);
            throw e;
        }
        folder.replace();
        if (state.isBest()) {
            folder.keepBest();
        }
    }

    /** Ends what a kill interrupted after a checkpoint was written: one that is the run's best is kept as that. */
    public void settle() throws IOException {
        folder.keepBest();
    }
}
