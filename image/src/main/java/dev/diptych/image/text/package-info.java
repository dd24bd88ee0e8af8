/** What programs put into the texts of a PNG that says how to show it. */
@NullMarked
package dev.diptych.image.text;

import org.jspecify.annotations.NullMarked;
