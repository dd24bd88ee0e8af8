package dev.diptych.export.description;

import dev.diptych.vision.preprocess.CropStart;
import dev.diptych.vision.preprocess.ResizeMode;

/** The kinds of folders that models are written as. */
public enum FolderFormat {
    OPEN_CLIP(CropStart.EVEN),
    HUGGINGFACE(CropStart.DOWN);

    private final CropStart cropStart;

    FolderFormat(CropStart cropStart) {
        this.cropStart = cropStart;
    }

    /** Where the library that reads such folders begins the middle of an image, if it crops at all. */
    public CropStart cropStart(ResizeMode mode) {
        return mode == ResizeMode.SHORTEST ? cropStart : CropStart.EVEN;
    }
}
