@NullMarked
package dev.diptych.cli.search;

import org.jspecify.annotations.NullMarked;
