/**
 * The site of a gallery: static files that any web host can serve, pages for browsers without
 * JavaScript, and a server for looking at a folder on this machine; docs/galleries.md describes the
 * site.
 */
@NullMarked
package dev.phosphene.gallery.site;

import org.jspecify.annotations.NullMarked;
