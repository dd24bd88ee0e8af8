/** Commands that make an index of images and search it. */
@NullMarked
package dev.diptych.cli.search;

import org.jspecify.annotations.NullMarked;
