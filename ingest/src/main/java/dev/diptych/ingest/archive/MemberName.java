package dev.diptych.ingest.archive;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.shard.Sample;
import dev.diptych.ingest.tar.TarFile;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Judges the names of members. */
public final class MemberName {
    static final int MAX_CHARACTERS = 4096;

    private static final Pattern LEADS_OUT =
            Pattern.compile("[/\\\\].*|[A-Za-z]:[/\\\\].*|(?:.*[/\\\\])?\\.\\.(?:[/\\\\].*)?", Pattern.DOTALL);
    private static final Set<String> CAPTIONS = Set.of("txt", "json", "cap", "caption", "svg");

    private static final Set<String> OTHER_ARCHIVES = Set.of("zip", "7z", "deb", "rar");

    private MemberName() {}

    /** Returns a name without a leading {@code ./}, which tars of a whole folder have. */
    public static String plain(String name) {
        return name.startsWith("./") ? name.substring(2) : name;
    }

    /** Returns what is wrong with a name, or null. */
    static @Nullable IngestException problem(String source, String name) {
        @Nullable String actual = null;
        if (mayLeadOut(name) && LEADS_OUT.matcher(name).matches()) {
            actual = "a path out of the archive";
        } else if (name.length() > MAX_CHARACTERS) {
            actual = "a name of " + name.length() + " characters";
        } else if (hasControls(name)) {
            actual = "control characters in the name";
        }
        if (actual == null) {
            return null;
        }
        String shown = name.length() > 100 ? name.substring(0, 100) + "..." : name;
        String printed = shown.replaceAll("\\p{Cc}", "?");
        return new IngestException(
                Reason.UNSAFE_NAME,
                source + "!" + printed,
                actual + ", expected a path inside of at most " + MAX_CHARACTERS + " characters");
    }

    /** A glance at what most names lack, which spares them a regular expression. */
    private static boolean mayLeadOut(String name) {
        return name.startsWith("/") || name.indexOf('\\') >= 0 || name.indexOf(':') == 1 || name.contains("..");
    }

    private static boolean hasControls(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (Character.isISOControl(name.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /** Whether a file's name says that it is an archive. */
    static boolean saysArchive(String name) {
        return TarFile.isNamed(name) || OTHER_ARCHIVES.contains(extension(name));
    }

    /** Whether a file of this name may turn out to be an archive; not if it says that it is an image or a caption. */
    static boolean mayBeArchive(String name) {
        String extension = extension(name);
        boolean said = Sample.isImage(extension) || CAPTIONS.contains(extension);
        return name.indexOf('.') < 0 || !said;
    }

    private static String extension(String name) {
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
