/**
 * A page and an interface for programs over HTTP, in front of an index. What comes from a client is bounded, checked and named in one
 * line; no part of a request is ever the name of a file.
 */
@NullMarked
package dev.diptych.search.serve;

import org.jspecify.annotations.NullMarked;
