/** Files that are there whole or not at all, and folders that one command writes at a time. */
@NullMarked
package dev.diptych.file;

import org.jspecify.annotations.NullMarked;
