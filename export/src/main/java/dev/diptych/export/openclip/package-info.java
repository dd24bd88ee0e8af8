/** The files of open_clip's folders. */
@NullMarked
package dev.diptych.export.openclip;

import org.jspecify.annotations.NullMarked;
