package dev.diptych.spark.files;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.PathIsNotEmptyDirectoryException;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.security.AccessControlException;

/** Says in Java's exceptions what Hadoop says in its own, some of which are no {@link IOException}, or go on for lines. */
final class HadoopRefusal {
    private HadoopRefusal() {}

    /** @param path for the message */
    static IOException of(HadoopPath path, Exception e) {
        Throwable said = e instanceof RemoteException remote ? remote.unwrapRemoteException() : e;
        String name = path.toString();
        FileSystemException known;
        if (said instanceof FileSystemException java) {
            known = java;
        } else if (said instanceof FileNotFoundException) {
            known = new NoSuchFileException(name);
        } else if (said instanceof AccessControlException) {
            known = new AccessDeniedException(name);
        } else if (said instanceof PathIsNotEmptyDirectoryException) {
            known = new DirectoryNotEmptyException(name);
        } else if (said instanceof org.apache.hadoop.fs.FileAlreadyExistsException) {
            known = new FileAlreadyExistsException(name);
        } else if (said instanceof ParentNotDirectoryException) {
            known = new NotDirectoryException(name);
        } else {
            known = new FileSystemException(name, null, reason(said));
        }
        if (known.getCause() == null && known != e) {
            known.initCause(e);
        }
        return known;
    }

    /** What is the matter, on one line. */
    static String reason(Throwable thrown) {
        Throwable last = thrown;
        for (Throwable e = thrown; e != null; e = e.getCause()) {
            if (e instanceof UnknownHostException) {
                return "no such host";
            }
            if (e instanceof ConnectException || e instanceof NoRouteToHostException) {
                return "no connection: the host does not take it";
            }
            if (e instanceof SocketTimeoutException) {
                return "no connection: the host does not answer";
            }
            if (e instanceof ClassNotFoundException missing) {
                String name = String.valueOf(missing.getMessage());
                return name.toLowerCase(java.util.Locale.ROOT).startsWith("class ") ? name : "no class " + name;
            }
            last = e;
        }
        String message = last.getMessage();
        return message == null || message.isBlank()
                ? last.getClass().getSimpleName()
                : message.strip().lines().findFirst().orElse("").strip();
    }
}
