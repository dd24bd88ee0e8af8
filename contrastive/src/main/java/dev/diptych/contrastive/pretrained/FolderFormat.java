package dev.diptych.contrastive.pretrained;

/** The kinds of folders that models are written as. */
public enum FolderFormat {
    OPEN_CLIP,
    HUGGINGFACE
}
