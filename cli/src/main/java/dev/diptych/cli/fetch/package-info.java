/** Fetches data sets by package name with the npm client, once, into a cache folder. */
@NullMarked
package dev.diptych.cli.fetch;

import org.jspecify.annotations.NullMarked;
