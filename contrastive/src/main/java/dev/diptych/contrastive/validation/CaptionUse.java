package dev.diptych.contrastive.validation;

/** What of an image's captions is a text of retrieval. */
public enum CaptionUse {
    /** Each caption is a text of its own, as benchmarks on COCO and Flickr30k have it; a hit is any of its image's. */
    EACH,
    /** All of an image's captions in one line are one text. */
    JOINED
}
