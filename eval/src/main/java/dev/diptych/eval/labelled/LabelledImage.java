package dev.diptych.eval.labelled;

import dev.diptych.image.RgbImage;
import java.util.function.Supplier;

/**
 * An image whose label is known by its number.
 *
 * @param number of the image in its data, from 0
 * @param place where it lies, as messages name it
 * @param bytes of it that are held, or will be once it is read
 * @param image reads and decodes it; throws an {@link dev.diptych.ingest.IngestException} or an {@link
 *     dev.diptych.image.ImageException} where that cannot be done
 */
public record LabelledImage(int number, String place, long bytes, Supplier<RgbImage> image) {}
