package dev.diptych.image.imageio;

import dev.diptych.image.ImageFormat;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.spi.ImageReaderWriterSpi;
import javax.imageio.spi.ImageWriterSpi;

/** The ImageIO plug-ins that read and write each format: always the same ones, looked up once. */
public final class Codecs {
    private static final String JDK = "com.sun.imageio.plugins.";
    private static final String LIBWEBP = "com.luciad.imageio.webp.";

    // Plug-ins that an application has on its class path beside these are not used: pixels must not depend on it.
    private static final Map<ImageFormat, ImageReaderSpi> READERS = new EnumMap<>(ImageFormat.class);
    private static final Map<ImageFormat, ImageWriterSpi> WRITERS = new EnumMap<>(ImageFormat.class);

    static {
        ImageIO.scanForPlugins();
        for (ImageFormat format : List.of(ImageFormat.JPEG, ImageFormat.BMP, ImageFormat.TIFF)) {
            READERS.put(format, find(ImageReaderSpi.class, format, JDK));
        }
        READERS.put(ImageFormat.WEBP, find(ImageReaderSpi.class, ImageFormat.WEBP, LIBWEBP));
        WRITERS.put(ImageFormat.JPEG, find(ImageWriterSpi.class, ImageFormat.JPEG, JDK));
        WRITERS.put(ImageFormat.PNG, find(ImageWriterSpi.class, ImageFormat.PNG, JDK));
        WRITERS.put(ImageFormat.WEBP, find(ImageWriterSpi.class, ImageFormat.WEBP, LIBWEBP));
    }

    private Codecs() {}

    public static ImageReaderSpi reader(ImageFormat format) {
        return require(READERS, format);
    }

    public static ImageWriterSpi writer(ImageFormat format) {
        return require(WRITERS, format);
    }

    private static <T> T require(Map<ImageFormat, T> codecs, ImageFormat format) {
        T codec = codecs.get(format);
        if (codec == null) {
            throw new IllegalArgumentException(
                    "codec not found: " + format + ": no entry, expected " + codecs.keySet());
        }
        return codec;
    }

    private static <T extends ImageReaderWriterSpi> T find(Class<T> kind, ImageFormat format, String packageName) {
        Iterator<T> providers = IIORegistry.getDefaultInstance().getServiceProviders(kind, true);
        while (providers.hasNext()) {
            T provider = providers.next();
            if (provider.getClass().getName().startsWith(packageName)) {
                for (String suffix : provider.getFileSuffixes()) {
                    if (suffix.equals(format.extension())) {
                        return provider;
                    }
                }
            }
        }
        throw new IllegalStateException(
                "codec not found: " + format + ": none registered, expected one in " + packageName + format);
    }
}
