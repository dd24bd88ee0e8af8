package dev.diptych.image;

import dev.diptych.image.imageio.Codecs;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import org.w3c.dom.NodeList;

/** JPEGs of any sampling factors, with restart markers if wanted: by the JDK's writer, which can be told. */
public final class SubsampledJpeg {
    private SubsampledJpeg() {}

    /** @param restart an interval in units of the coding, or 0 for none */
    public static byte[] write(RgbImage source, int lumaH, int lumaV, int chromaH, int chromaV, int restart)
            throws IOException {
        BufferedImage picture = new BufferedImage(source.width(), source.height(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < source.height(); y++) {
            for (int x = 0; x < source.width(); x++) {
                picture.setRGB(x, y, source.rgb(x, y));
            }
        }
        ImageWriter writer = Codecs.writer(ImageFormat.JPEG).createWriterInstance();
        String format = "javax_imageio_jpeg_image_1.0";
        IIOMetadata metadata =
                writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(picture), null);
        IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(format);
        NodeList components = root.getElementsByTagName("componentSpec");
        for (int i = 0; i < components.getLength(); i++) {
            IIOMetadataNode component = (IIOMetadataNode) components.item(i);
            component.setAttribute("HsamplingFactor", String.valueOf(i == 0 ? lumaH : chromaH));
            component.setAttribute("VsamplingFactor", String.valueOf(i == 0 ? lumaV : chromaV));
        }
        if (restart > 0) {
            IIOMetadataNode interval = new IIOMetadataNode("dri");
            interval.setAttribute("interval", String.valueOf(restart));
            root.getElementsByTagName("markerSequence")
                    .item(0)
                    .insertBefore(interval, root.getElementsByTagName("sof").item(0));
        }
        metadata.setFromTree(format, root);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(file)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(picture, null, metadata), null);
        } finally {
            writer.dispose();
        }
        return file.toByteArray();
    }
}
