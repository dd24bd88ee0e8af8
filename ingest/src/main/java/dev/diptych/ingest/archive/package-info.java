/** Archives and folders as streams of members, within limits: tar, tar.gz and zip, told apart by their bytes. */
@NullMarked
package dev.diptych.ingest.archive;

import org.jspecify.annotations.NullMarked;
