/** JSON that others wrote, or that is passed on to them: read key by key, each problem with its file, line and path. */
@NullMarked
package dev.diptych.config.json;

import org.jspecify.annotations.NullMarked;
