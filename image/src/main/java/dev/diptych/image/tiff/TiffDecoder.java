package dev.diptych.image.tiff;

import dev.diptych.image.tiff.TiffPicture.Color;
import java.util.Arrays;

/** Decodes the picture of a TIFF, all but CCITT's compressions. */
public final class TiffDecoder {
    /** Decodes the JPEG of a strip or tile. */
    public interface JpegCodec {
        /**
         * Decodes a whole JPEG; its components stay as they are, but for {@code ycbcr}.
         *
         * @param columns that it must have
         * @param rows that it may have at most
         * @param components that it must have
         * @param ycbcr whether they are YCbCr, to be made RGB
         * @return uint8 [H, W, C]
         */
        byte[] decode(byte[] jpeg, int columns, int rows, int components, boolean ycbcr);
    }

    private final byte[] file;
    private final TiffPicture picture;
    private final JpegCodec jpegCodec;
    private final boolean keepTruncated;
    private final byte[] target;
    private boolean anyRow;

    private TiffDecoder(byte[] file, TiffPicture picture, JpegCodec codec, boolean keepTruncated) {
        this.file = file;
        this.picture = picture;
        this.jpegCodec = codec;
        this.keepTruncated = keepTruncated;
        this.target = new byte
                [Math.multiplyExact(
                        Math.multiplyExact(picture.width(), picture.height()),
                        picture.pixels().channels())];
    }

    /**
     * Decodes a picture.
     *
     * @param keepTruncated whether what is missing is white, rather than an error
     * @return uint8 [H, W, C] of the picture's colour and alpha; empty if nothing is there at all
     * @throws TiffException if the picture cannot be decoded
     */
    public static byte[] decode(byte[] file, TiffPicture picture, JpegCodec codec, boolean keepTruncated) {
        return new TiffDecoder(file, picture, codec, keepTruncated).decode();
    }

    private byte[] decode() {
        if (keepTruncated && picture.color() != Color.CMYK) {
            Arrays.fill(target, (byte) 0xFF);
        }
        Segments segments = picture.segments();
        for (int i = 0; i < segments.perPlane(); i++) {
            SegmentInput[] planes = new SegmentInput[picture.samples().planes()];
            try {
                for (int p = 0; p < planes.length; p++) {
                    planes[p] = open(i + p * segments.perPlane());
                }
                decode(i, planes);
            } finally {
                for (SegmentInput plane : planes) {
                    if (plane != null) {
                        plane.close();
                    }
                }
            }
        }
        return anyRow ? target : new byte[0];
    }

    private void decode(int segment, SegmentInput[] planes) {
        Segments segments = picture.segments();
        SampleLayout layout = picture.samples();
        SampleReader reader = new SampleReader(layout);
        int left = segment % segments.across() * segments.columns();
        int top = segment / segments.across() * segments.rows();
        int columns = Math.min(segments.columns(), picture.width() - left);
        int bottom = Math.min(picture.height(), top + segments.rows());
        byte[] row = new byte[layout.rowBytes(segments.columns())];
        int[] samples = new int[Math.multiplyExact(columns, layout.perPixel())];
        for (int y = top; y < bottom; y++) {
            for (int p = 0; p < planes.length; p++) {
                if (planes[p].fill(row, row.length) < row.length) {
                    if (keepTruncated) {
                        return;
                    }
                    throw TiffException.corrupt(
                            "pixel data of strip or tile " + segment + " end before row " + y, "all rows");
                }
                Prediction.undo(picture.coding().predictor(), row, layout);
                reader.read(row, columns * layout.together(), samples, p, layout.planar() ? layout.perPixel() : 1);
            }
            int at = (y * picture.width() + left) * picture.pixels().channels();
            picture.pixels().convert(samples, columns, target, at);
            anyRow = true;
        }
    }

    private SegmentInput open(int segment) {
        Segments segments = picture.segments();
        int from = (int) Math.min(file.length, segments.offsets()[segment]);
        int to = (int) Math.min(file.length, segments.offsets()[segment] + segments.lengths()[segment]);
        byte[] data = file;
        if (picture.coding().reversed()) {
            data = reversed(from, to);
            to -= from;
            from = 0;
        }
        return switch (picture.compression()) {
            case NONE -> SegmentInput.stored(data, from, to);
            case PACK_BITS -> SegmentInput.packBits(data, from, to);
            case LZW -> new LzwInput(data, from, to);
            case DEFLATE -> SegmentInput.inflated(data, from, to);
            case JPEG -> jpeg(from, to);
            case CCITT -> throw new IllegalArgumentException("decode failed: CCITT, expected another compression");
        };
    }

    private SegmentInput jpeg(int from, int to) {
        Segments segments = picture.segments();
        byte[] tables = picture.coding().jpegTables();
        byte[] jpeg = Arrays.copyOfRange(file, from, to);
        // The tables are a JPEG without a picture: its end and the picture's start are left out.
        if (tables.length > 4 && jpeg.length > 2) {
            byte[] joined = Arrays.copyOf(tables, tables.length + jpeg.length - 4);
            System.arraycopy(jpeg, 2, joined, tables.length - 2, jpeg.length - 2);
            jpeg = joined;
        }
        byte[] samples = jpegCodec.decode(
                jpeg,
                segments.columns(),
                segments.rows(),
                picture.samples().together(),
                picture.photometric() == Photometric.YCBCR);
        return SegmentInput.stored(samples, 0, samples.length);
    }

    private byte[] reversed(int from, int to) {
        byte[] reversed = new byte[to - from];
        for (int i = 0; i < reversed.length; i++) {
            reversed[i] = (byte) (Integer.reverse(file[from + i]) >>> 24);
        }
        return reversed;
    }
}
