package dev.diptych.image.jpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.diptych.image.ImageFormat;
import dev.diptych.image.RgbImage;
import dev.diptych.image.SampleFiles;
import dev.diptych.image.SubsampledJpeg;
import dev.diptych.image.Synthetic;
import dev.diptych.image.codec.ImageDecoder;
import dev.diptych.image.codec.ImageEncoder;
import dev.diptych.image.color.Samples;
import dev.diptych.image.color.Samples.Channels;
import dev.diptych.image.header.ByteReader;
import dev.diptych.image.header.Header;
import dev.diptych.image.imageio.Codecs;
import dev.diptych.image.turbo.TurboJpeg;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** libjpeg-turbo beside the JDK's reader: the same samples of every whole file, and nothing of any other. */
class TurboJpegTest {
    private static final Map<String, byte[]> GOLDEN = SampleFiles.readZip("golden.zip");

    @BeforeEach
    void loaded() {
        assumeThat(TurboJpeg.isLoaded()).as("libjpeg-turbo for this platform").isTrue();
    }

    static Stream<String> jpegs() {
        return GOLDEN.keySet().stream().filter(name -> name.endsWith(".jpg"));
    }

    @ParameterizedTest
    @MethodSource("jpegs")
    void givesTheSamplesOfTheJdksReader(String name) throws IOException {
        assertSame(golden(name));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, 1",
        "2, 1, 1, 1",
        "2, 2, 1, 1",
        "4, 1, 1, 1",
        "1, 4, 1, 1",
        "4, 2, 1, 1",
        "2, 4, 1, 1",
        "3, 1, 1, 1",
        "2, 2, 1, 2",
        "4, 1, 2, 1"
    })
    void givesTheSamplesOfEveryChromaSubsampling(int lumaH, int lumaV, int chromaH, int chromaV) throws IOException {
        assertSame(SubsampledJpeg.write(Synthetic.rings(70, 45), lumaH, lumaV, chromaH, chromaV, 0));
        assertSame(SubsampledJpeg.write(Synthetic.rings(70, 45), lumaH, lumaV, chromaH, chromaV, 2));
    }

    /** Of which libjpeg 6, which some JDKs have, repeats the chroma: hence Pillow's pixels. */
    @ParameterizedTest
    @CsvSource({
        "1, 2, 1, 1, cb0b2e0065b518919141d9a63a4335ba03af406687834f389b7b4d09b5972239",
        "2, 2, 2, 1, cb0b2e0065b518919141d9a63a4335ba03af406687834f389b7b4d09b5972239"
    })
    void givesPillowsSamplesWhereChromaHasHalfTheRows(int lumaH, int lumaV, int chromaH, int chromaV, String sha256)
            throws IOException {
        byte[] jpeg = SubsampledJpeg.write(Synthetic.rings(70, 45), lumaH, lumaV, chromaH, chromaV, 0);

        RgbImage image = new ImageDecoder().decode(jpeg).image();

        assertThat(Synthetic.sha256(image)).isEqualTo(sha256);
    }

    @Test
    void givesTheSamplesOfEverySmallSize() throws IOException {
        for (int width = 1; width <= 18; width++) {
            for (int height = 1; height <= 18; height++) {
                assertSame(SubsampledJpeg.write(Synthetic.rings(width, height), 2, 2, 1, 1, 0));
            }
        }
    }

    @Test
    void givesTheSamplesOfAGreyPictureWhateverItsSamplingFactors() throws IOException {
        byte[] jpeg = golden("jpeg-grey.jpg").clone();
        int frame = markerAt(jpeg, 0xC0);
        for (int factors : new int[] {0x11, 0x22, 0x21, 0x12, 0x44}) {
            jpeg[frame + 11] = (byte) factors;
            assertSame(jpeg);
        }
    }

    /** Whose coefficients take more than the ten megabytes that libtiff may stop at. */
    @Test
    void givesTheSamplesOfALargeProgressivePicture() throws IOException {
        assertSame(progressive(Synthetic.ramp(2400, 2000)));
    }

    @Test
    void givesTheSameSamplesOnManyThreads() throws Exception {
        List<Header> headers = jpegs().map(name -> scan(golden(name))).toList();
        List<byte[]> alone = headers.stream()
                .map(header -> Objects.requireNonNull(TurboJpeg.decode(header)))
                .toList();
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Future<byte[]>> results = new ArrayList<>();
            for (int i = 0; i < 20 * headers.size(); i++) {
                Header header = headers.get(i % headers.size());
                results.add(threads.submit(() -> TurboJpeg.decode(header)));
            }
            for (int i = 0; i < results.size(); i++) {
                assertThat(results.get(i).get()).isEqualTo(alone.get(i % headers.size()));
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void givesNothingOfAFileThatLibjpegComplainsOf() throws IOException {
        byte[] whole = SubsampledJpeg.write(Synthetic.rings(70, 45), 2, 2, 1, 1, 2);
        int data = markerAt(whole, 0xDA) + 14;
        byte[] broken = whole.clone();
        Arrays.fill(broken, data, data + 40, (byte) 0x55);
        byte[] withoutTable = whole.clone();
        withoutTable[markerAt(whole, 0xDB) + 4] = 3;
        int restart = markerAt(whole, 0xD0);
        byte[] extraneous = Arrays.copyOf(whole, whole.length + 8);
        System.arraycopy(whole, restart, extraneous, restart + 8, whole.length - restart);
        Arrays.fill(extraneous, restart, restart + 8, (byte) 1);

        for (byte[] file : List.of(broken, withoutTable, extraneous)) {
            assertThat(TurboJpeg.decode(scan(file)) == null).isTrue();
        }
        assertThat(new ImageDecoder().decode(extraneous).image())
                .isEqualTo(new ImageDecoder().decode(whole).image());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8})
    void givesAPictureWhoseSidesAreDividedAndRoundedUp(int reduction) {
        byte[] jpeg = ImageEncoder.jpeg(Synthetic.ramp(203, 97), 95);

        Samples samples = Objects.requireNonNull(TurboJpeg.decodeReduced(scan(jpeg), reduction));

        assertThat(samples.width()).isEqualTo((203 + reduction - 1) / reduction);
        assertThat(samples.height()).isEqualTo((97 + reduction - 1) / reduction);
        assertThat(samples.channels()).isEqualTo(Channels.RGB);
        // Of the linear ramp, what lies in the middle of the pixels that become one; JPEG itself is off by two.
        RgbImage source = new ImageDecoder().decode(jpeg).image();
        for (int y = 0; y < 97 / reduction; y++) {
            for (int x = 0; x < 203 / reduction; x++) {
                int red = source.rgb(x * reduction + reduction / 2, y * reduction + reduction / 2) >> 16;
                assertThat(samples.bytes()[(y * samples.width() + x) * 3] & 0xFF)
                        .isCloseTo(red, within(4));
            }
        }
    }

    @Test
    void dividesGreyPicturesTooButNotInks() {
        Header grey = scan(golden("jpeg-grey.jpg"));

        Samples samples = Objects.requireNonNull(TurboJpeg.decodeReduced(grey, 2));

        assertThat(samples.channels()).isEqualTo(Channels.GREY);
        assertThat(samples.bytes()).hasSize((grey.width() + 1) / 2 * ((grey.height() + 1) / 2));
        assertThat(Objects.requireNonNull(TurboJpeg.decodeReduced(grey, 1)).bytes())
                .isEqualTo(TurboJpeg.decode(grey));
        assertThat(TurboJpeg.decodeReduced(scan(golden("jpeg-cmyk.jpg")), 2)).isNull();
    }

    private static void assertSame(byte[] jpeg) throws IOException {
        Header header = scan(jpeg);

        byte[] samples = TurboJpeg.decode(header);

        assertThat(samples).isEqualTo(JdkJpeg.decode(header, Objects.requireNonNull(header.colors()), false));
    }

    private static Header scan(byte[] jpeg) {
        return JpegScan.scan(new ByteReader(jpeg));
    }

    private static byte[] golden(String name) {
        return Objects.requireNonNull(GOLDEN.get(name));
    }

    private static int markerAt(byte[] file, int code) {
        for (int i = 0; i + 1 < file.length; i++) {
            if ((file[i] & 0xFF) == 0xFF && (file[i + 1] & 0xFF) == code) {
                return i;
            }
        }
        throw new IllegalArgumentException("no marker " + Integer.toHexString(code));
    }

    private static byte[] progressive(RgbImage image) throws IOException {
        BufferedImage picture = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_3BYTE_BGR);
        picture.getRaster().setDataElements(0, 0, image.width(), image.height(), image.pixels());
        ImageWriter writer = Codecs.writer(ImageFormat.JPEG).createWriterInstance();
        ImageWriteParam parameters = writer.getDefaultWriteParam();
        parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(file)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(picture, null, null), parameters);
        } finally {
            writer.dispose();
        }
        return file.toByteArray();
    }
}
