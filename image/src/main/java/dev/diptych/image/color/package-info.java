/** Pictures in the channels of their files, brought to sRGB by profiles and to RGB on a background. */
@NullMarked
package dev.diptych.image.color;

import org.jspecify.annotations.NullMarked;
