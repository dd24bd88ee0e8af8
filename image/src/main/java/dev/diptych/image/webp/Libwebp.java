package dev.diptych.image.webp;

import com.luciad.imageio.webp.WebPReadParam;
import com.luciad.imageio.webp.internal.NativeLoader;
import dev.diptych.image.ImageException;
import dev.diptych.image.ImageException.Reason;
import dev.diptych.image.ImageFormat;
import dev.diptych.image.color.Samples;
import dev.diptych.image.color.Samples.Channels;
import dev.diptych.image.header.ByteReader;
import dev.diptych.image.imageio.Codecs;
import dev.diptych.image.imageio.MemoryInput;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** libwebp, whose native code webp-imageio unpacks into the folder for temporary files. */
public final class Libwebp {
    public static final boolean LOADED = load();

    /** What to say where it is not. */
    public static final String MISSING = "libwebp cannot be loaded for " + System.getProperty("os.name") + " "
            + System.getProperty("os.arch") + " from " + System.getProperty("java.io.tmpdir")
            + ", expected a platform that it is built for and a folder that native code may run from;"
            + " JAVA_OPTS=-Djava.io.tmpdir=FOLDER names another";

    /** One for a thread, since the plug-in never frees the native memory of any; crops where it is told to. */
    private static final ThreadLocal<WebPReadParam> PARAMETERS = ThreadLocal.withInitial(WebPReadParam::new);

    private Libwebp() {}

    /** Asked before the plug-in's other classes, which go on after a failure; what it prints of one is left out. */
    private static boolean load() {
        PrintStream errors = System.err;
        System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        try {
            return NativeLoader.initialize();
        } catch (RuntimeException | LinkageError e) {
            return false;
        } finally {
            System.setErr(errors);
        }
    }

    /**
     * The first {@code rows} rows of a picture.
     *
     * @param chunks the picture's, without the file's header
     */
    static Samples decode(byte[] chunks, WebpFrame frame, int rows) {
        if (!LOADED) {
            throw failed(Reason.UNSUPPORTED_FORMAT, MISSING);
        }
        WebPReadParam parameters = PARAMETERS.get();
        parameters.setUseCropping(rows < frame.height());
        parameters.setCropWidth(frame.width());
        parameters.setCropHeight(rows);
        try (ImageInputStream in = new MemoryInput(chunks)) {
            ImageReader reader = Codecs.reader(ImageFormat.WEBP).createReaderInstance();
            reader.setInput(in, true, true);
            int width = reader.getWidth(0);
            int height = reader.getHeight(0);
            if (width != frame.width() || height != frame.height()) {
                throw failed(Reason.CORRUPT, "picture of " + width + "x" + height + ", expected " + frame);
            }
            return copy(reader.read(0, parameters));
        } catch (OutOfMemoryError e) {
            // libwebp says so of alpha that it cannot read, too; the JVM's own error has a message.
            if (e.getMessage() == null && new ByteReader(chunks).has(0, "ALPH")) {
                throw failed(Reason.CORRUPT, "alpha data broken, expected that of " + frame);
            }
            throw e;
        } catch (IOException e) {
            String said = String.valueOf(e.getMessage());
            throw said.endsWith("NotEnoughData") || said.endsWith("Suspended")
                    ? failed(Reason.TRUNCATED, "pixel data end early, expected all rows")
                    : failed(Reason.CORRUPT, "pixel data broken, expected a VP8 or VP8L picture");
        }
    }

    private static Samples copy(BufferedImage picture) {
        Channels channels = picture.getColorModel().hasAlpha() ? Channels.RGB_ALPHA : Channels.RGB;
        int[] pixels = ((DataBufferInt) picture.getRaster().getDataBuffer()).getData();
        byte[] bytes = new byte[Math.multiplyExact(pixels.length, channels.count())];
        int t = 0;
        for (int argb : pixels) {
            bytes[t] = (byte) (argb >> 16);
            bytes[t + 1] = (byte) (argb >> 8);
            bytes[t + 2] = (byte) argb;
            if (channels.hasAlpha()) {
                bytes[t + 3] = (byte) (argb >>> 24);
            }
            t += channels.count();
        }
        return new Samples(picture.getWidth(), picture.getHeight(), channels, bytes);
    }

    private static ImageException failed(Reason reason, String detail) {
        return ImageException.at(ImageException.NO_OFFSET, reason, detail);
    }
}
