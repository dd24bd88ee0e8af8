/** Files and folders by path or by URL, and the right to write a folder wherever that lies. */
@NullMarked
package dev.diptych.file.place;

import org.jspecify.annotations.NullMarked;
