package dev.diptych.spark.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.file.OwnFolder;
import dev.diptych.file.Trouble;
import dev.diptych.file.WholeFile;
import dev.diptych.file.place.LocationException;
import dev.diptych.file.place.Locations;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.security.PrivilegedExceptionAction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.security.UserGroupInformation;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A real HDFS, and a store that moves by copying, do what the operating system's files do. */
class HadoopFilesTest {
    @TempDir
    private static Path scratch;

    @BeforeAll
    static void configure() {
        Configuration configuration = new Configuration();
        configuration.set(Bucket.SETTING, Bucket.class.getName());
        configuration.set("ipc.client.connect.max.retries", "0");
        HadoopSettings.use(configuration);
    }

    static Stream<Path> folders() throws IOException {
        Path store = Files.createTempDirectory(scratch, "store");
        List<Path> folders = List.of(Locations.path(Hdfs.folder()), Locations.path(Bucket.of(store.resolve("new"))));
        for (Path folder : folders) {
            Files.createDirectories(folder);
        }
        return folders.stream();
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @MethodSource("folders")
    void readsAtAnyPlaceWhatWasWritten(Path folder) throws IOException {
        byte[] all = bytes(300_000);
        Path file = Files.write(folder.resolve("a b äß %41 #{1..2}.bin"), all);
        assertThat(Files.readAllBytes(file)).isEqualTo(all);
        assertThat(Files.size(file)).isEqualTo(all.length);
        Random random = new Random(1);
        try (FileChannel channel = FileChannel.open(file);
                SeekableByteChannel seekable = Files.newByteChannel(file)) {
            assertThat(channel.size()).isEqualTo(all.length);
            for (int i = 0; i < 200; i++) {
                int from = random.nextInt(all.length);
                int length = 1 + random.nextInt(i % 3 == 0 ? 150_000 : 300);
                ByteBuffer read = ByteBuffer.allocate(Math.min(length, all.length - from));
                if (i % 2 == 0) {
                    while (read.hasRemaining()) {
                        assertThat(channel.read(read, from + read.position())).isPositive();
                    }
                } else {
                    seekable.position(from);
                    while (read.hasRemaining()) {
                        assertThat(seekable.read(read)).isPositive();
                    }
                    assertThat(seekable.position()).isEqualTo(from + read.capacity());
                }
                assertThat(read.array()).isEqualTo(Arrays.copyOfRange(all, from, from + read.capacity()));
            }
            assertThat(channel.read(ByteBuffer.allocate(1), all.length)).isEqualTo(-1);
            ByteBuffer mapped = channel.map(FileChannel.MapMode.READ_ONLY, 1000, 200_000);
            byte[] part = new byte[200_000];
            mapped.get(part);
            assertThat(part).isEqualTo(Arrays.copyOfRange(all, 1000, 201_000));
            assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(1)))
                    .isInstanceOf(NonWritableChannelException.class);
        }
        try (InputStream in = Files.newInputStream(file)) {
            in.skipNBytes(123_456);
            assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(all, 123_456, all.length));
        }
    }

    @ParameterizedTest
    @MethodSource("folders")
    void listsWalksAndMatches(Path folder) throws IOException {
        List<String> names = List.of("a.tar", "b.tar", "c.zip", "inner/d.tar", "inner/ö/e f.txt");
        for (String name : names) {
            Files.createDirectories(folder.resolve(name).getParent());
            Files.writeString(folder.resolve(name), name);
        }
        try (Stream<Path> all = Files.walk(folder)) {
            assertThat(all.filter(Files::isRegularFile)
                            .map(file -> folder.relativize(file).toString()))
                    .containsExactlyInAnyOrderElementsOf(names);
        }
        List<Path> matched = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "{a,b,c}.t*")) {
            found.forEach(matched::add);
        }
        assertThat(matched).containsExactlyInAnyOrder(folder.resolve("a.tar"), folder.resolve("b.tar"));
        assertThatThrownBy(() -> Files.newDirectoryStream(folder.resolve("a.tar")))
                .isInstanceOf(NotDirectoryException.class);
        assertThatThrownBy(() -> Files.newDirectoryStream(folder.resolve("none")))
                .isInstanceOf(NoSuchFileException.class);
        BasicFileAttributes facts = Files.readAttributes(folder.resolve("a.tar"), BasicFileAttributes.class);
        assertThat(facts.isRegularFile()).isTrue();
        assertThat(facts.size()).isEqualTo(5);
        assertThat(facts.lastModifiedTime().toMillis()).isPositive();
        assertThat(Files.isDirectory(folder.resolve("inner"))).isTrue();
        OwnFolder.delete(folder);
        assertThat(Files.exists(folder)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("folders")
    void asksAnewWhenAListedFileIsLookedAtAgain(Path folder) throws IOException {
        Files.writeString(folder.resolve("a"), "1");
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder)) {
            Path listed = found.iterator().next();
            assertThat(Files.size(listed)).isEqualTo(1);
            Files.writeString(folder.resolve("a"), "longer");
            assertThat(Files.size(listed)).isEqualTo(6);
        }
    }

    @ParameterizedTest
    @MethodSource("folders")
    void writesFilesWholeAndMovesThem(Path folder) throws IOException {
        Path file = folder.resolve("new/file");
        WholeFile.write(file, "first".getBytes(UTF_8));
        WholeFile.write(file, "second".getBytes(UTF_8));
        assertThat(Files.readString(file)).isEqualTo("second");
        try (Stream<Path> files = Files.list(folder.resolve("new"))) {
            assertThat(files).containsExactly(file);
        }
        Path moved = folder.resolve("moved");
        Files.move(file, moved, StandardCopyOption.ATOMIC_MOVE);
        assertThat(Files.exists(file)).isFalse();
        WholeFile.write(file, "third".getBytes(UTF_8));
        assertThatThrownBy(() -> Files.move(file, moved)).isInstanceOf(FileSystemException.class);
        assertThat(Files.readString(moved)).isEqualTo("second");
        assertThatThrownBy(() -> Files.move(folder.resolve("none"), moved, StandardCopyOption.REPLACE_EXISTING))
                .isInstanceOf(NoSuchFileException.class);
        Files.createDirectory(folder.resolve("whole"));
        Files.move(folder.resolve("new"), folder.resolve("whole/new"));
        assertThat(Files.readString(folder.resolve("whole/new/file"))).isEqualTo("third");
    }

    @ParameterizedTest
    @MethodSource("folders")
    void makesNothingWhereSomethingIsOrNoFolderIsAbove(Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "one", StandardOpenOption.CREATE_NEW);
        assertThatThrownBy(() -> Files.writeString(file, "two", StandardOpenOption.CREATE_NEW))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(Files.readString(file)).isEqualTo("one");
        assertThatThrownBy(() -> Files.writeString(folder.resolve("none/file"), "two"))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> Files.createDirectory(folder.resolve("none/inner")))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> Files.createDirectory(folder)).isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> Files.delete(folder)).isInstanceOf(DirectoryNotEmptyException.class);
        assertThatThrownBy(() -> Files.delete(folder.resolve("none"))).isInstanceOf(NoSuchFileException.class);
        assertThat(Files.deleteIfExists(folder.resolve("none"))).isFalse();
        assertThatThrownBy(() -> Files.readString(folder.resolve("none"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> Files.newByteChannel(folder)).isInstanceOf(FileSystemException.class);
    }

    @ParameterizedTest
    @MethodSource("folders")
    void copiesFromAndToTheSystemsFiles(Path folder) throws IOException {
        byte[] all = bytes(70_000);
        Path local = Files.write(Files.createTempDirectory(scratch, "local").resolve("file"), all);
        Path there = folder.resolve("file");
        Files.copy(local, there);
        assertThatThrownBy(() -> Files.copy(local, there)).isInstanceOf(FileAlreadyExistsException.class);
        Files.copy(there, folder.resolve("copy"));
        Files.copy(folder.resolve("copy"), local, StandardCopyOption.REPLACE_EXISTING);
        assertThat(Files.readAllBytes(local)).isEqualTo(all);
    }

    @ParameterizedTest
    @MethodSource("folders")
    void refusesWhatNotAllSystemsHave(Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "one");
        assertThatThrownBy(() -> Files.writeString(file, "more", StandardOpenOption.APPEND))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageEndingWith("file: appended to, expected written whole");
        assertThatThrownBy(() -> FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> Files.readAttributes(file, PosixFileAttributes.class))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThat(Files.readString(file)).isEqualTo("one");
    }

    @ParameterizedTest
    @MethodSource("folders")
    void namesPathsAsTheSystemDoes(Path folder) {
        List<String> texts = List.of("", "a", "a/b", "a/b/c.txt", "a/./b", "../a", "a/../b", "b", "a//b/", "ä/𝄞", "ﬁ");
        Path root = Path.of("/base/of/all");
        Path hadoop = folder.getFileSystem().getPath("/base/of/all");
        String url = folder.getRoot().toString();
        for (String text : texts) {
            Path local = root.resolve(text);
            Path there = hadoop.resolve(text);
            assertThat(there.toString()).isEqualTo(url + local.toString().substring(1));
            assertThat(there.normalize().toString())
                    .isEqualTo(url + local.normalize().toString().substring(1));
            assertThat(String.valueOf(there.getFileName())).isEqualTo(String.valueOf(local.getFileName()));
            assertThat(String.valueOf(there.getParent()))
                    .isEqualTo(url + String.valueOf(local.getParent()).substring(1));
            assertThat(there.getNameCount()).isEqualTo(local.getNameCount());
            assertThat(Locations.path(there.toString())).isEqualTo(there).hasSameHashCodeAs(there);
            for (String other : texts) {
                Path second = hadoop.resolve(other).normalize();
                Path localSecond = root.resolve(other).normalize();
                assertThat(there.normalize().relativize(second).toString())
                        .as("%s to %s", text, other)
                        .isEqualTo(local.normalize().relativize(localSecond).toString());
                assertThat(second.startsWith(there)).isEqualTo(localSecond.startsWith(local));
                assertThat(second.endsWith(other)).isEqualTo(localSecond.endsWith(other));
                assertThat(Integer.signum(there.compareTo(second)))
                        .isEqualTo(Integer.signum(local.compareTo(localSecond)));
                assertThat(there.equals(second)).isEqualTo(local.equals(localSecond));
            }
        }
        assertThat(folder.getRoot().getParent()).isNull();
        assertThat(folder.getRoot().getFileName()).isNull();
        assertThat(folder.resolve("/other").toString()).isEqualTo(url + "other");
    }

    @Test
    void saysThatPermissionIsDenied() throws Exception {
        String url = Hdfs.folder();
        Path folder = Files.createDirectory(Locations.path(url));
        Files.writeString(folder.resolve("file"), "secret");
        HadoopPath place = (HadoopPath) folder.resolve("file");
        place.getFileSystem().hadoop().setPermission(place.hadoop(), new FsPermission((short) 0));
        UserGroupInformation.createRemoteUser("other").doAs((PrivilegedExceptionAction<Void>) () -> {
            assertThatThrownBy(() -> Files.readAllBytes(folder.resolve("file")))
                    .isInstanceOf(AccessDeniedException.class);
            assertThatThrownBy(() -> Files.writeString(folder.resolve("new"), "x"))
                    .isInstanceOf(AccessDeniedException.class)
                    .satisfies(e -> assertThat(Trouble.said((IOException) e)).isEqualTo("permission denied"));
            return null;
        });
    }

    @Test
    void saysInOneLineWhyASystemIsNotReached() {
        record Case(String url, String said) {}
        List<Case> cases = List.of(
                new Case("nothing://host/a", "No FileSystem for scheme \"nothing\""),
                new Case("hdfs://no-such-host.invalid/a", "no such host"),
                new Case("hdfs://localhost:1/a", "no connection: the host does not take it"),
                new Case("s3a://bucket/a", "Class org.apache.hadoop.fs.s3a.S3AFileSystem not found"));
        for (Case each : cases) {
            assertThatThrownBy(() -> Locations.path(each.url()))
                    .isInstanceOf(LocationException.class)
                    .hasMessage("open failed: " + each.url() + ": " + each.said()
                            + ", expected a file system that Hadoop can reach");
        }
    }

    @Test
    void takesUrlsOfFilesForPathsOfTheSystem() {
        assertThat(Locations.path("file:///a/b c")).isEqualTo(Path.of("/a/b c"));
        assertThat(Locations.resolve(Path.of("base"), "a")).isEqualTo(Path.of("base/a"));
        assertThatThrownBy(() -> Locations.path("file://host/a"))
                .isInstanceOf(LocationException.class)
                .hasMessageEndingWith("a host, expected file:///PATH");
    }
}
