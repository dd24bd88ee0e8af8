package dev.diptych.image.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.image.ImageException;
import dev.diptych.image.ImageException.Reason;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForeignFilesTest {
    private static final String EXPECTED = ", expected JPEG, PNG, WebP, GIF, BMP or TIFF";

    record Case(String start, String title) {}

    static Case[] pictures() {
        return new Case[] {
            new Case("\0\0\0\u0018ftypheix\0\0\0\0mif1heix", "HEIC image"),
            new Case("\0\0\0\u001Cftypmif1\0\0\0\0mif1avifmiaf", "AVIF image"),
            new Case("\u00FF\n\u00FA\u001F", "JPEG XL image"),
            new Case("\0\0\0\fJXL \r\n\u0087\n", "JPEG XL image"),
            new Case("\u00FFO\u00FFQ\0\u002F", "JPEG 2000 image"),
            new Case("II\u00BC\u0001", "JPEG XR image"),
            new Case("MM\0+\0\b\0\0", "BigTIFF image"),
            new Case("%PDF-1.7\n", "PDF document"),
            new Case("<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG drawing"),
            new Case("\u00EF\u00BB\u00BF<?xml version='1'?>\n<!-- a > b -->\n<svg>", "SVG drawing"),
            new Case(
                    "<?xml version='1.0'?><!DOCTYPE svg PUBLIC 'x' [<!ENTITY a 'b'>]>\n<svg:svg a='1'>", "SVG drawing"),
        };
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void namesAPictureThatIsNotDecoded(Case c) {
        ImageException e = rejection(c.start);

        assertThat(e.detail()).isEqualTo(c.title + EXPECTED);
        assertThat(e.reason()).isEqualTo(Reason.UNSUPPORTED_FORMAT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html>404</html>",
                "\n <!DOCTYPE html>\n<title>x</title>",
                "<!-- saved --><!doctype HTML PUBLIC 'x'><HTML>",
                "<head><meta charset=utf-8>"
            })
    void namesAPageThatStandsInPlaceOfAnImage(String start) {
        ImageException e = rejection(start);

        assertThat(e.detail()).isEqualTo("HTML page" + EXPECTED);
        assertThat(e.reason()).isEqualTo(Reason.NOT_AN_IMAGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"})
    void saysHowToGetTheFileOfAPointer(String start) {
        ImageException e = rejection(start);

        assertThat(e.detail())
                .isEqualTo("Git LFS pointer" + EXPECTED + "; the file itself was not downloaded: run git lfs pull");
        assertThat(e.reason()).isEqualTo(Reason.NOT_AN_IMAGE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain text",
                "<p>svg</p>",
                "\0\0\u0001\0\0\0",
                "\0\0\0\u0018ftypisom\0\0\0\0isomavc1",
                "<?xml version='1.0'?><Error/>",
                "<",
                "\0\0\0\u0001ftyp"
            })
    void saysOfOtherFilesThatTheyAreNoImages(String start) {
        assertThat(rejection(start).detail()).isEqualTo("unknown signature" + EXPECTED);
        assertThat(rejection(start).reason()).isEqualTo(Reason.NOT_AN_IMAGE);
    }

    private static ImageException rejection(String file) {
        return Assertions.assertThrows(
                ImageException.class, () -> new ImageDecoder().decode(file.getBytes(ISO_8859_1), "a.jpg"));
    }
}
