package dev.diptych.file;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** What the system says of a file, in words; Java tells much of it by the name of an exception alone. */
public final class Trouble {
    private Trouble() {}

    /** Returns what is the matter, without the file's name, on one line. */
    public static String said(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file or folder";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NotDirectoryException) {
            return "a file, no folder";
        }
        if (e instanceof DirectoryNotEmptyException) {
            return "a folder with files";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "there already";
        }
        if (e instanceof FileSystemLoopException) {
            return "links in a circle";
        }
        String message = e instanceof FileSystemException known ? known.getReason() : e.getMessage();
        if (message == null || message.isBlank()) {
            return e instanceof EOFException ? "cut short" : "refused by the system";
        }
        return message.strip().replaceAll("\\s+", " ");
    }

    /** Returns the same with the file's name, where it does not tell it: a full disk is no more than a sentence. */
    public static IOException named(Path file, IOException e) {
        if (e instanceof FileSystemException) {
            return e;
        }
        FileSystemException named = new FileSystemException(file.toString(), null, said(e));
        named.initCause(e);
        return named;
    }
}
