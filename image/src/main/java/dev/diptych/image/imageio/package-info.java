/** Pixels decoded by ImageIO's plug-ins, which are all that BMP needs. */
@NullMarked
package dev.diptych.image.imageio;

import org.jspecify.annotations.NullMarked;
